//! The calls. The guide's copies say what is sent and what is answered.

use std::{collections::HashMap, sync::Arc};

use axum::{
    Router,
    body::Bytes,
    extract::{Query, State},
    http::{HeaderMap, StatusCode, Uri},
    response::{Html, IntoResponse, Response},
    routing::post,
};
use serde_json::{Map, Value, json};

use super::{Desk, Habit, PASSWORD, PATHS, USER};

pub(super) type Record = Map<String, Value>;
/// What a call does with its record.
type Import = fn(&mut super::Inside, &Record) -> Result<(), Vec<String>>;

pub(super) fn routes(desk: Arc<Desk>) -> Router {
    let [token, citizens, foreigners, departures] = PATHS;
    let take = |import: Import| {
        post(move |State(desk): State<Arc<Desk>>, headers: HeaderMap, body: Bytes| async move {
            call(&desk, &headers, &body, import).await
        })
    };
    Router::new()
        .route(token, post(give_token))
        .route(citizens, take(|inside, record| inside.arrive(record, true)))
        .route(foreigners, take(|inside, record| inside.arrive(record, false)))
        .route(departures, take(|inside, record| inside.book.leave(record)))
        .with_state(desk)
}

impl super::Inside {
    fn arrive(&mut self, record: &Record, citizen: bool) -> Result<(), Vec<String>> {
        let (two_days, twice) = (self.strikes(Habit::TwoDays), self.strikes(Habit::Duplicates));
        self.book.arrive(record, citizen, two_days, twice)
    }
}

async fn give_token(State(desk): State<Arc<Desk>>, body: String) -> Response {
    let form = format!("/?{body}").parse::<Uri>().ok();
    let form = form.and_then(|uri| Query::<HashMap<String, String>>::try_from_uri(&uri).ok());
    let is =
        |name: &str, value: &str| form.as_ref().is_some_and(|form| form.get(name).is_some_and(|said| said == value));
    if !is("username", USER) || !is("password", PASSWORD) {
        return (StatusCode::UNAUTHORIZED, said("401", "Sai tài khoản hoặc mật khẩu")).into_response();
    }
    let mut inside = desk.inside();
    inside.tokens += 1;
    let token = format!("token-{}", inside.tokens);
    inside.token = Some(token.clone());
    json!({ "access_token": token, "expires_in": 3600 }).to_string().into_response()
}

async fn call(desk: &Desk, headers: &HeaderMap, body: &[u8], import: Import) -> Response {
    let answer = desk.inside().answer(headers, body, import);
    match answer {
        Some(answer) => answer,
        None => std::future::pending().await,
    }
}

impl super::Inside {
    /// The answer; none is never given.
    fn answer(&mut self, headers: &HeaderMap, body: &[u8], import: Import) -> Option<Response> {
        self.calls += 1;
        if self.strikes(Habit::ShortToken) {
            self.token = None;
        }
        let token = headers.get("authorization").and_then(|value| value.to_str().ok()?.strip_prefix("Bearer "));
        if self.token.is_none() || token != self.token.as_deref() {
            return Some((StatusCode::UNAUTHORIZED, said("401", "Token hết hạn")).into_response());
        }
        if self.strikes(Habit::Page) {
            return Some(Html("<!DOCTYPE html><title>Hệ thống bảo trì</title>").into_response());
        }
        let Some(record) = record(body) else {
            return Some((StatusCode::BAD_REQUEST, said("400", "Dữ liệu không đúng định dạng")).into_response());
        };
        if !self.strikes(Habit::EmptySuccess)
            && let Err(errors) = import(self, &record)
        {
            let joined = self.strikes(Habit::JoinedErrors);
            let text = if joined { errors.join(", ") } else { errors.into_iter().next().unwrap_or_default() };
            return Some((StatusCode::BAD_REQUEST, said("400", &text)).into_response());
        }
        if self.strikes(Habit::NeverAnswers) {
            return None;
        }
        if self.strikes(Habit::Failure) {
            return Some((StatusCode::INTERNAL_SERVER_ERROR, said("500", "Lỗi hệ thống")).into_response());
        }
        Some(said("200", "Thành công").into_response())
    }
}

/// The one record of an array.
fn record(body: &[u8]) -> Option<Record> {
    let records: Vec<Record> = serde_json::from_slice(body).ok()?;
    let [record] = <[Record; 1]>::try_from(records).ok()?;
    Some(record)
}

fn said(code: &str, message: &str) -> String {
    json!({ "code": code, "message": message, "data": null }).to_string()
}
