//! The history of the receipt keys.

use rusqlite::{Transaction, params};
use wire::{KeyId, KeyLink};

use crate::ledger::{
    LedgerError,
    chain::{link, text},
};

pub(super) fn history(transaction: &Transaction<'_>) -> Result<Vec<KeyLink>, LedgerError> {
    let mut select = transaction.prepare_cached("SELECT link FROM receipt_key ORDER BY number")?;
    let rows = select.query_and_then([], |row| link(&row.get::<_, String>(0)?))?;
    rows.collect()
}

pub(super) fn add(transaction: &Transaction<'_>, link: &KeyLink, number: usize) -> Result<bool, LedgerError> {
    let insert = "INSERT INTO receipt_key (number, key_id, link) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING";
    Ok(transaction.execute(insert, params![number, link.key_id.to_string(), text(link)?])? == 1)
}

pub(super) fn only_others(transaction: &Transaction<'_>, key: KeyId) -> Result<bool, LedgerError> {
    const ONLY: &str = "
        SELECT EXISTS (SELECT 1 FROM receipt) AND NOT EXISTS (SELECT 1 FROM receipt WHERE key_id = ?1)";
    Ok(transaction.query_row(ONLY, [key.to_string()], |row| row.get(0))?)
}
