//! The history of the receipt keys.

use deadpool_postgres::{GenericClient as _, Object};
use wire::{KeyId, KeyLink};

use crate::ledger::{
    LedgerError,
    chain::{link, text},
};

pub(super) async fn history(client: &Object) -> Result<Vec<KeyLink>, LedgerError> {
    let select = client.prepare_cached("SELECT link FROM receipt_key ORDER BY number").await?;
    client.query(&select, &[]).await?.iter().map(|row| link(row.try_get(0)?)).collect()
}

pub(super) async fn add(client: &Object, link: &KeyLink, number: usize) -> Result<bool, LedgerError> {
    let insert = "INSERT INTO receipt_key (number, key_id, link) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let number = i64::try_from(number).map_err(|_| LedgerError::Damaged)?;
    Ok(client.execute(insert, &[&number, &link.key_id.to_string(), &text(link)?]).await? == 1)
}

pub(super) async fn only_others(client: &Object, key: KeyId) -> Result<bool, LedgerError> {
    const ONLY: &str = "
        SELECT EXISTS (SELECT FROM receipt) AND NOT EXISTS (SELECT FROM receipt WHERE key_id = $1)";
    Ok(client.query_one(ONLY, &[&key.to_string()]).await?.try_get(0)?)
}
