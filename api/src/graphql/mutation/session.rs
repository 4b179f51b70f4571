//! Signing in and out.

use async_graphql::{Context, InputObject, Object, Result, SimpleObject};
use entity::operations::session;

use crate::graphql::errors::{UserError, payload};
use crate::graphql::scalars::DateTime;
use crate::graphql::session::RequestExt;

/// An address and a password.
#[derive(InputObject)]
pub struct SignInInput {
    /// The address.
    email: String,
    /// The password.
    #[graphql(secret)]
    password: String,
}

/// A bearer token, shown this once.
#[derive(SimpleObject)]
pub struct SignInPayload {
    /// The token, to be sent as `Authorization: Bearer …`.
    token: Option<String>,
    /// When it ends.
    expires_at: Option<DateTime>,
    /// Why there is none; empty when there is one.
    user_errors: Vec<UserError>,
}

/// The end of a session.
#[derive(SimpleObject)]
pub struct SignOutPayload {
    /// Whether the token that came with the request is revoked now.
    signed_out: bool,
    /// Why it is not; empty when it is.
    user_errors: Vec<UserError>,
}

#[derive(Default)]
pub struct SessionMutation;

#[Object]
impl SessionMutation {
    /// Signs in with an address and a password.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The address and the password.")] input: SignInInput,
    ) -> Option<Result<SignInPayload>> {
        let app = ctx.app();
        let signed_in = session::sign_in(&app.db, ctx.now(), &app.chance, &input.email, &input.password).await;
        Some(payload(signed_in).map(|(signed_in, user_errors)| {
            let (token, expires_at) = signed_in.map(|session| (session.token, session.expires_at.into())).unzip();
            SignInPayload { token, expires_at, user_errors }
        }))
    }

    /// Revokes the token that comes with this request.
    async fn sign_out(&self, ctx: &Context<'_>) -> Option<Result<SignOutPayload>> {
        Some(sign_out(ctx).await)
    }
}

async fn sign_out(ctx: &Context<'_>) -> Result<SignOutPayload> {
    let actor = ctx.actor()?;
    let signed_out = session::sign_out(ctx.db(), &ctx.act(&actor), &ctx.session()?.token).await;
    ctx.app().sessions.forget(&ctx.session()?.token);
    let (signed_out, user_errors) = payload(signed_out)?;
    Ok(SignOutPayload { signed_out: signed_out.is_some(), user_errors })
}
