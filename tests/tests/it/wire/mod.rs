//! The API as a front end meets it: a real server, over HTTP and WebSocket.

mod fields;
mod lists;
mod live;
mod mutations;
mod pages;
mod selections;
mod statements;
