//! The pages that the links in mails lead to: looking changes nothing, a button acts as the recipient and no more, and
//! nobody gets anywhere with a link that is none.

use chrono::TimeDelta;
use entity::links::{Links, Purpose};
use entity::model::{event, meeting, meeting_participant, reminder};
use entity::operations::meeting::{MoveMeeting, answer, cancel, reschedule};
use entity::operations::reminder::acknowledge;
use entity::operations::support;
use entity::rules::calendar;
use entity::types::{EventKind, ParticipantResponse, ReminderId};
use reqwest::{Client, Method, Response, redirect::Policy};
use sea_orm::EntityTrait;
use tests::{CONFIDENTIAL, Person, Server, World, both_databases};

/// Somebody, or something, that follows links.
struct Browser {
    server: Server,
    client: Client,
}

impl Browser {
    async fn open(world: &World) -> Self {
        let client = Client::builder().redirect(Policy::none()).build().unwrap();
        Self { server: Server::start(world).await, client }
    }

    async fn ask(&self, method: Method, token: &str, form: &str) -> Response {
        let request = self.client.request(method, self.server.url(&format!("/r/{token}")));
        let request = request.header("content-type", "application/x-www-form-urlencoded");
        request.body(form.to_owned()).send().await.unwrap()
    }

    /// The status and the text of a page.
    async fn see(&self, token: &str) -> (u16, String) {
        let response = self.ask(Method::GET, token, "").await;
        (response.status().as_u16(), response.text().await.unwrap())
    }

    /// The status of what a button answers, and the text of a page if it is one.
    async fn press(&self, token: &str, form: &str) -> (u16, String) {
        let response = self.ask(Method::POST, token, form).await;
        let back = response.headers().get("location").map(|to| to.to_str().unwrap() == format!("/r/{token}"));
        assert_ne!(back, Some(false));
        (response.status().as_u16(), response.text().await.unwrap())
    }
}

fn token(world: &World, sent: &reminder::Model) -> String {
    Links::development().sign(Purpose::of(sent.rule), &sent.id, world.clock.now())
}

fn choose(response: &str, meeting: &meeting::Model) -> String {
    format!("version={}&response={response}", meeting.version)
}

async fn answered(world: &World, meeting: &meeting::Model, person: &Person) -> ParticipantResponse {
    let key = (meeting.id.clone(), person.id());
    meeting_participant::Entity::find_by_id(key).one(&world.db).await.unwrap().unwrap().response
}

both_databases! {
    async fn a_reminder_is_looked_at_by_whoever_and_acknowledged_by_a_button(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let referent = &world.people.social_worker;
        world.clock.set(calendar::at_local(measure.end_on - chrono::Days::new(30), 8, 0));
        let sent = world.remind(&measure, referent).await;
        let token = token(&world, &sent);
        let browser = Browser::open(&world).await;
        let before = world.snapshot().await;
        for method in [Method::GET, Method::HEAD, Method::GET] {
            let response = browser.ask(method.clone(), &token, "").await;
            assert_eq!(response.status(), 200);
            let header = |name: &str| response.headers()[name].to_str().unwrap().to_owned();
            assert_eq!((header("cache-control"), header("referrer-policy")), ("no-store".to_owned(), "no-referrer".to_owned()));
            assert!(header("x-robots-tag").contains("noindex"));
            let policy = header("content-security-policy");
            assert!(policy.starts_with("default-src 'none'") && !policy.contains("script") && !policy.contains("unsafe"));
            let page = response.text().await.unwrap();
            if method == Method::GET {
                let button = page.contains("<form method=\"post\">") && page.contains("J’ai pris connaissance");
                assert!(button && page.contains(&household.reference) && page.contains("Fin d’accompagnement"), "{page}");
                assert!(!page.contains(CONFIDENTIAL) && !page.contains('@') && !page.contains(&token), "{page}");
            }
        }
        for method in [Method::PUT, Method::DELETE, Method::PATCH] {
            assert_eq!(browser.ask(method, &token, "").await.status(), 405);
        }
        before.assert_same(&world.snapshot().await, "looked at");

        let log = world.log().await;
        assert_eq!(browser.press(&token, "").await.0, 303);
        let told = log.only_event().await;
        assert_eq!((told.kind, told.actor_id), (EventKind::ReminderAcknowledged, Some(referent.id())));
        assert_eq!(world.reminder(&sent).await.acknowledged_at, Some(world.clock.now()));
        let done = world.snapshot().await;
        assert_eq!(browser.press(&token, "").await.0, 303, "the same again");
        let (status, page) = browser.see(&token).await;
        assert!(status == 200 && page.contains("Vous avez pris connaissance") && !page.contains("<form"), "{page}");
        done.assert_same(&world.snapshot().await, "pressed twice");
        assert_eq!(browser.press(&token, &"x".repeat(2_000)).await.0, 413, "more than any button sends");
        browser.server.stop().await;
    }

    async fn a_link_that_is_none_leads_nowhere_whatever_is_wrong_with_it(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let people = &world.people;
        let sent = world.remind(&measure, &people.social_worker).await;
        let to_who_left = world.remind(&measure, &people.left).await;
        let to_administrator = world.remind(&measure, &people.administrator).await;
        let good = token(&world, &sent);
        let now = world.clock.now();
        let links = Links::development();
        let unknown: ReminderId = "rem_01JZZZZZZZZZZZZZZZZZZZZZZZ".parse().unwrap();
        let other_secret = Links::new("a secret that is not that of this server").unwrap();
        let (start, end) = good.split_at(good.len() / 2);
        let swapped = if end.starts_with('A') { 'B' } else { 'A' };
        let browser = Browser::open(&world).await;
        let before = world.snapshot().await;
        let mut pages = Vec::new();
        for (what, bad) in [
            ("forged", format!("{start}{swapped}{}", &end[1..])),
            ("signed elsewhere", other_secret.sign(Purpose::Acknowledge, &sent.id, now)),
            ("truncated", good[..good.len() - 1].to_owned()),
            ("lengthened", format!("{good}A")),
            ("of a reminder that never was", links.sign(Purpose::Acknowledge, &unknown, now)),
            ("for another purpose", links.sign(Purpose::AnswerConvocation, &sent.id, now)),
            ("to who left", token(&world, &to_who_left)),
            ("to who sees no reminder", token(&world, &to_administrator)),
            ("an identifier", sent.id.to_string()),
            ("huge", "A".repeat(10_000)),
            ("not even text", "%FF%00".to_owned()),
        ] {
            let (seen, pressed) = (browser.see(&bad).await, browser.press(&bad, "response=ACCEPTED&version=1").await);
            let refused = if what == "not even text" { 400 } else { 404 };
            assert_eq!((seen.0, pressed.0), (refused, refused), "{what}");
            if what != "not even text" {
                pages.extend([seen.1, pressed.1]);
            }
        }
        assert!(pages.iter().all(|page| *page == pages[0]), "one same answer");
        assert!(pages[0].contains("Ce lien ne mène nulle part"));
        before.assert_same(&world.snapshot().await, "links that are none");

        world.clock.advance(TimeDelta::days(30) + TimeDelta::seconds(1));
        for (status, page) in [browser.see(&good).await, browser.press(&good, "").await] {
            assert!(status == 410 && page.contains("Ce lien a expiré"), "{page}");
        }
        before.assert_same(&world.snapshot().await, "links that were");
        browser.server.stop().await;
    }

    async fn who_is_no_longer_concerned_is_told_so_and_hears_of_no_household(world: World) {
        let household = world.preselected_household().await;
        let measure = world.start_support(&household.id).await;
        let people = &world.people;
        let to_referent = world.remind(&measure, &people.social_worker).await;
        let to_stranger = world.remind(&measure, &people.other_social_worker).await;
        let browser = Browser::open(&world).await;
        let (status, page) = browser.see(&token(&world, &to_stranger)).await;
        assert!(status == 200 && page.contains("n’est plus d’actualité") && !page.contains("<form"), "{page}");
        assert!(!page.contains(&household.reference), "whose file they do not open: {page}");
        let closed = support::CloseSupport {
            support_measure_id: measure.id.clone(), closed_on: world.today(), outcome: entity::types::SupportOutcome::Left,
        };
        support::close(&world.db, &world.act(&people.social_worker), closed).await.unwrap();
        let page = browser.see(&token(&world, &to_referent)).await.1;
        assert!(page.contains("n’est plus d’actualité") && page.contains(&household.reference), "{page}");
        acknowledge(&world.db, &world.act(&people.social_worker), &to_referent.id).await.unwrap();
        assert!(browser.see(&token(&world, &to_referent)).await.1.contains("Vous avez pris connaissance"));
        browser.server.stop().await;
    }

    async fn a_convocation_is_answered_by_its_link(world: World) {
        use ParticipantResponse::{Accepted, Declined, NeedsAction, Tentative};
        let meeting = world.schedule_meeting(20).await;
        let member = &world.people.member;
        let sent = world.send_convocation(&meeting, member).await;
        let token = token(&world, &sent);
        let browser = Browser::open(&world).await;
        let before = world.snapshot().await;
        let (status, page) = browser.see(&token).await;
        assert!(status == 200 && page.matches("<button").count() == 3 && !page.contains("aria-pressed=\"true\""), "{page}");
        assert!(page.contains("dimanche 22 mars 2026") && !page.contains(&meeting.location) && !page.contains(CONFIDENTIAL), "{page}");
        for form in ["", "response=ACCEPTED", "version=1", "version=x&response=ACCEPTED", &choose("NEEDS_ACTION", &meeting), &choose("COMING", &meeting)] {
            let (status, page) = browser.press(&token, form).await;
            assert!(status == 409 && page.contains("Votre réponse n’est pas enregistrée"), "{form}: {page}");
        }
        before.assert_same(&world.snapshot().await, "nothing was answered");
        assert_eq!(answered(&world, &meeting, member).await, NeedsAction);
        for (name, response, says) in [("ACCEPTED", Accepted, "Je viendrai"), ("TENTATIVE", Tentative, "Peut-être"), ("DECLINED", Declined, "Je ne viendrai pas")] {
            let log = world.log().await;
            assert_eq!(browser.press(&token, &choose(name, &meeting)).await.0, 303);
            let told = log.only_event().await;
            assert_eq!((told.kind, told.actor_id), (EventKind::ConvocationAnswered, Some(member.id())));
            assert_eq!(answered(&world, &meeting, member).await, response);
            let before = world.snapshot().await;
            assert_eq!(browser.press(&token, &choose(name, &meeting)).await.0, 303, "the same again");
            before.assert_same(&world.snapshot().await, "pressed twice");
            assert!(browser.see(&token).await.1.contains(&format!("Vous avez répondu&nbsp;: {says}")));
        }
        browser.server.stop().await;
    }

    async fn a_convocation_shows_the_meeting_as_it_is_now(world: World) {
        let meeting = world.schedule_meeting(20).await;
        let (member, coordinator) = (&world.people.member, &world.people.coordinator);
        let first = token(&world, &world.send_convocation(&meeting, member).await);
        let browser = Browser::open(&world).await;
        let hours = |day| (world.hour(day, 9), world.hour(day, 11));
        let (starts_at, ends_at) = hours(27);
        let input = MoveMeeting { meeting_id: meeting.id.clone(), starts_at, ends_at, location: None };
        let moved = reschedule(&world.db, &world.act(coordinator), input).await.unwrap();
        // What was on the screen was the old date: nobody accepts another than they saw.
        let before = world.snapshot().await;
        let (status, page) = browser.press(&first, &choose("ACCEPTED", &meeting)).await;
        assert!(status == 409 && page.contains("La séance a changé entre-temps") && page.contains("dimanche 29 mars 2026"), "{page}");
        before.assert_same(&world.snapshot().await, "an answer to what has moved");
        let second = token(&world, &world.send_convocation(&moved, member).await);
        let (old, new) = (browser.see(&first).await.1, browser.see(&second).await.1);
        assert!(old.contains("a été déplacée") && old.contains("dimanche 29 mars 2026") && old.contains("<button"), "{old}");
        assert!(!new.contains("a été déplacée") && new.contains("dimanche 29 mars 2026"), "{new}");
        assert_eq!(browser.press(&first, &choose("ACCEPTED", &moved)).await.0, 303, "to what they see");

        let to_stranger = token(&world, &world.send_convocation(&moved, &world.people.other_member).await);
        let page = browser.see(&to_stranger).await.1;
        assert!(page.contains("Vous n’êtes plus convoqué") && !page.contains("mars"), "{page}");
        let (status, page) = browser.press(&to_stranger, &choose("ACCEPTED", &moved)).await;
        assert!(status == 409 && page.contains("Vous n’êtes plus convoqué"), "{page}");

        let begun = world.schedule_meeting(5).await;
        let to_begun = token(&world, &world.send_convocation(&begun, member).await);
        let cancelled = cancel(&world.db, &world.act(coordinator), &moved.id).await.unwrap();
        world.clock.set(begun.starts_at);
        for (token, meeting, says) in [(&second, &cancelled, "Cette séance est annulée"), (&to_begun, &begun, "Cette séance a commencé")] {
            let page = browser.see(token).await.1;
            assert!(page.contains(says) && !page.contains("<button") && !page.contains("a été déplacée"), "{page}");
            let before = world.snapshot().await;
            let (status, page) = browser.press(token, &choose("DECLINED", meeting)).await;
            assert!(status == 409 && page.contains(says), "{page}");
            before.assert_same(&world.snapshot().await, says);
        }
        browser.server.stop().await;
    }

    async fn an_answer_by_link_is_that_of_the_api(world: World) {
        let meeting = world.schedule_meeting(20).await;
        let member = &world.people.member;
        let token = token(&world, &world.send_convocation(&meeting, member).await);
        let browser = Browser::open(&world).await;
        let input = entity::operations::meeting::AnswerConvocation { meeting_id: meeting.id.clone(), response: ParticipantResponse::Declined };
        answer(&world.db, &world.act(member), input).await.unwrap();
        assert!(browser.see(&token).await.1.contains("Vous avez répondu&nbsp;: Je ne viendrai pas"));
        let events = event::Entity::find().all(&world.db).await.unwrap().len();
        assert_eq!(browser.press(&token, &choose("DECLINED", &meeting)).await.0, 303);
        assert_eq!(event::Entity::find().all(&world.db).await.unwrap().len(), events, "answered so already");
        browser.server.stop().await;
    }
}
