//! The API as a front end meets it: a real server, over HTTP, WebSocket and server-sent events.

mod churn;
mod cost;
mod counting;
mod events;
mod fields;
mod following;
mod horizon;
mod hostile;
mod http;
mod lists;
mod live;
mod mutations;
mod origins;
mod pages;
mod random;
mod selections;
mod socket;
mod statements;
mod streams;
mod terms;
