//! Draws on a second thread while the first one measures.

use std::sync::mpsc::sync_channel;
use std::thread;

/// How many things may wait to be measured.
const WAITING: usize = 4;

/// The same things, drawn ahead of their use.
pub fn ahead<T: Send + 'static>(drawn: impl Iterator<Item = T> + Send + 'static) -> impl Iterator<Item = T> {
    let (give, take) = sync_channel(WAITING);
    // It ends with its last thing, or when nobody takes any more.
    thread::spawn(move || drawn.map(|thing| give.send(thing)).take_while(Result::is_ok).count());
    take.into_iter()
}
