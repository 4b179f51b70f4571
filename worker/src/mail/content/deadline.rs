//! The mail of a deadline. One template for each rule, `templates/deadline/<rule>.txt`, says it once; the text and the page
//! are both made from that.
//!
//! A template is some lines of `key: value`, a blank line, and the body. The keys: `subject`; `title`, of the page; `day`, what
//! the day recalled is called; `distance`, how far it is. The body is paragraphs and lists, whose
//! items begin with `- `; a paragraph that ends in a colon, just before a list, is its heading. The first paragraph gives
//! reference and day in a sentence, and the page shows these as a table instead.

use askama::Template;
use chrono::NaiveDate;
use entity::types::ReminderRule;

use super::{Rendered, day, tidy};
use crate::mail::error::MailError;
use crate::mail::typography::{NBSP, french, french_html, one_line};

/// A deadline, as a mail may show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeadlineCard {
    /// The rule by which it is recalled.
    pub rule: ReminderRule,
    /// The household's reference, such as `M-0042`.
    pub reference: String,
    /// The day recalled.
    pub due_on: NaiveDate,
    /// Days from today to that day; negative once it is past.
    pub days_left: i64,
    /// Whether the recipient is asked to act on it, or only told.
    pub decides: bool,
    /// Where it is shown.
    pub link: String,
}

/// Fills the template of each rule that has one.
macro_rules! templates {
    ($($rule:ident: $path:tt,)*) => {
        fn filled(card: &DeadlineCard) -> Result<String, MailError> {
            let count = card.days_left.unsigned_abs();
            let unit = if count < 2 { "jour" } else { "jours" };
            let (reference, date, days) = (one_line(&card.reference), day(card.due_on), format!("{count}{NBSP}{unit}"));
            match card.rule {
                $(ReminderRule::$rule => {
                    #[derive(Template)]
                    #[template(path = $path)]
                    #[allow(dead_code, reason = "not every template speaks of everything")]
                    struct Words<'a> {
                        reference: &'a str,
                        date: &'a str,
                        days: &'a str,
                        late: bool,
                        today: bool,
                        decides: bool,
                    }
                    let words = Words {
                        reference: &reference,
                        date: &date,
                        days: &days,
                        late: card.days_left < 0,
                        today: card.days_left == 0,
                        decides: card.decides,
                    };
                    Ok(words.render()?)
                })*
                _ => Err(MailError::Unworded { rule: card.rule.name() }),
            }
        }
    };
}

templates! {
    SupportEnd: "deadline/support_end.txt",
    ExtensionUndecided: "deadline/extension_undecided.txt",
    LeaseReview: "deadline/lease_review.txt",
    PrefectNotice: "deadline/prefect_notice.txt",
    OfferAnswer: "deadline/offer_answer.txt",
    AgreementUnsigned: "deadline/agreement_unsigned.txt",
    DiagnosisLate: "deadline/diagnosis_late.txt",
    ReviewMissing: "deadline/review_missing.txt",
}

/// What stands in the body of a page.
enum Part {
    Heading(String),
    Paragraph(String),
    List(Vec<String>),
}

/// A filled template, taken apart.
struct View {
    subject: String,
    title: String,
    day: String,
    distance: String,
    reference: String,
    date: String,
    late: bool,
    link: String,
    body: String,
    rest: Vec<Part>,
}

#[derive(Template)]
#[template(path = "deadline/text.txt")]
struct Text<'a> {
    view: &'a View,
}

#[derive(Template)]
#[template(path = "deadline/page.html")]
struct Page<'a> {
    view: &'a View,
    subject: &'a str,
}

/// Puts a deadline in words.
pub(super) fn render(card: &DeadlineCard) -> Result<Rendered, MailError> {
    let view = view(card, &filled(card)?)?;
    let subject = french(&one_line(&view.subject));
    let text = french(&tidy(&Text { view: &view }.render()?));
    let html = french_html(&Page { view: &view, subject: &subject }.render()?);
    Ok(Rendered { subject, text, html })
}

fn view(card: &DeadlineCard, filled: &str) -> Result<View, MailError> {
    let unworded = || MailError::Unworded { rule: card.rule.name() };
    let (head, body) = filled.split_once("\n\n").ok_or_else(unworded)?;
    let value = |key: &str| {
        let of_key = |line: &str| Some(line.trim().strip_prefix(key)?.strip_prefix(": ")?.to_owned());
        head.lines().find_map(of_key).ok_or_else(unworded)
    };
    let body = tidy(body);
    let mut rest = parts(&body);
    if !rest.is_empty() {
        rest.remove(0);
    }
    Ok(View {
        subject: value("subject")?,
        title: value("title")?,
        day: value("day")?,
        distance: value("distance")?,
        reference: one_line(&card.reference),
        date: day(card.due_on),
        late: card.days_left < 0,
        link: one_line(&card.link),
        body,
        rest,
    })
}

fn parts(body: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for block in body.split("\n\n") {
        let (items, words): (Vec<_>, Vec<_>) = block.lines().partition(|line| line.starts_with("- "));
        let words = words.join(" ");
        match (words.is_empty(), items.is_empty()) {
            (false, true) => parts.push(Part::Paragraph(words)),
            (false, false) => parts.push(Part::Heading(words.trim_end_matches([':', ' ']).to_owned())),
            (true, _) => {}
        }
        if !items.is_empty() {
            parts.push(Part::List(items.iter().map(|item| item[2..].to_owned()).collect()));
        }
    }
    parts
}
