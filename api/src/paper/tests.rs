use chrono::{DateTime, Utc};
use proptest::prelude::*;
use serde_json::{Value, json};

use super::desk::words;
use super::{LONGEST_DATA, PaperError, Template, pdf, template};

const SAMPLE: Template = template!("sample.typ");

fn at() -> DateTime<Utc> {
    "2027-03-01T08:30:00Z".parse().unwrap()
}

fn shown(text: &str) -> Value {
    json!({ "title": "Essai", "text": text, "rows": [{ "name": text, "count": 3 }] })
}

fn typeset(template: Template, data: &Value) -> Result<Vec<u8>, PaperError> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(pdf(template, at(), data))
}

#[test]
fn a_document_is_a_pdf_to_be_kept_and_the_same_each_time() {
    let data = shown("Le ménage a été reçu.\nDeuxième ligne : « oui » !");
    let made = typeset(SAMPLE, &data).unwrap();
    assert!(made.starts_with(b"%PDF-1.7"));
    let text = String::from_utf8_lossy(&made);
    for sign in ["pdfaid:part>2<", "pdfaid:conformance>A<", "pdfuaid:part>1<", "fr-FR"] {
        assert!(text.contains(sign), "{sign}");
    }
    assert!(made == typeset(SAMPLE, &data).unwrap());
    if let Ok(place) = std::env::var("KEEP_PDF") {
        std::fs::write(std::path::Path::new(&place).join("sample.pdf"), made).unwrap();
    }
}

#[test]
fn what_a_record_says_is_shown_and_never_obeyed() {
    // Each would change the document, fail, or read a file, were it markup or code.
    for text in [
        "#eval(\"1 +\")",
        "#panic()",
        "*gras* _x_ $y$ `z`",
        "#read(\"data.json\")",
        "= Titre",
        "\\ ] #} \"",
        "<marque> @marque // rien",
        "- a",
        "~ --- ...",
    ] {
        let shown = words(SAMPLE, &shown(text)).unwrap().concat();
        assert_eq!(shown.matches(text).count(), 2, "{text}: {shown}");
        typeset(SAMPLE, &self::shown(text)).unwrap();
    }
}

#[test]
fn spaces_do_not_break_where_french_has_none_that_do() {
    let shown = words(SAMPLE, &shown("Oui ! 5 % ; « non »")).unwrap().concat();
    assert!(shown.contains("Oui\u{202f}! 5\u{a0}%\u{202f}; «\u{a0}non\u{a0}»"), "{shown}");
    assert!(shown.contains("Une partie\u{a0}: «\u{a0}quelques mots\u{a0}»\u{202f}!"), "{shown}");
}

#[test]
fn any_character_is_shown_or_stood_for() {
    for text in ["😀", "漢字", "\u{0}\u{7}\t", "\u{e000}", "e\u{301}", "\u{200d}\u{fe0f}", "\u{202e}x", "ﷺ", "\u{ad}"]
    {
        typeset(SAMPLE, &shown(text)).unwrap();
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn any_text_can_be_typeset(text in any::<String>()) {
        prop_assert!(typeset(SAMPLE, &shown(&text)).is_ok());
    }
}

#[test]
fn a_document_has_an_end() {
    let data = shown(&"x".repeat(LONGEST_DATA));
    assert!(matches!(typeset(SAMPLE, &data), Err(PaperError::TooLong(_))));
}

#[test]
fn a_template_that_fails_says_where_and_quotes_nothing() {
    let wrong = |source| Template { name: "wrong.typ", source };
    for source in
        ["#let x = 1\n#int(json(\"data.json\").text)", "\n#json(\"other.json\")", "\n#include \"/etc/passwd\""]
    {
        let error = typeset(wrong(source), &shown("secret")).unwrap_err().to_string();
        assert_eq!(error, "the document cannot be typeset: wrong.typ line 2");
    }
}
