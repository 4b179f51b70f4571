//! The pages that a browser shows: the console and the development mailbox. Everything they load is
//! served from this binary.

pub mod answer;
pub mod graphiql;
pub mod mailbox;
