//! The API as a front end meets it: a real server, over HTTP, WebSocket and server-sent events.

mod churn;
mod cost;
mod counting;
mod events;
mod failures;
mod fields;
mod filters;
mod following;
mod horizon;
mod hostile;
mod http;
mod labels;
mod lists;
mod live;
mod lookups;
mod mutations;
mod origins;
mod pages;
mod permissions;
mod random;
mod selections;
mod socket;
mod statements;
mod streams;
mod terms;
mod values;
