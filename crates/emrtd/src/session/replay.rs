//! Plays worked examples: one part of a conversation against commands and answers that are written down.

use std::{
    future::Future,
    task::{Context, Poll, Waker},
};

use super::{Output, chip::Chip, link::Link};

/// Runs a part of a conversation: each command must be exactly the next one expected, then gets its answer.
pub(crate) fn replay<T>(exchanges: &[(&[u8], &[u8])], conversation: impl AsyncFnOnce(&mut Chip) -> T) -> T {
    let mut exchanges = exchanges.iter();
    let result = converse(conversation, |command| {
        let (expected, answer) = exchanges.next().unwrap_or_else(|| panic!("sent {command:02X?}, nothing expected"));
        assert_eq!(command, *expected, "sent {command:02X?}, expected {expected:02X?}");
        answer.to_vec()
    });
    assert_eq!(exchanges.next(), None, "not sent");
    result
}

/// Runs a part of a conversation with whatever `answer` makes of each command.
pub(crate) fn converse<T>(
    conversation: impl AsyncFnOnce(&mut Chip) -> T,
    mut answer: impl FnMut(&[u8]) -> Vec<u8>,
) -> T {
    let link = Link::default();
    let mut chip = Chip::new(link.clone());
    let mut conversation = std::pin::pin!(conversation(&mut chip));
    loop {
        if let Poll::Ready(result) = conversation.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return result;
        }
        while let Some(output) = link.next_output() {
            if let Output::Transmit(command) = output {
                let answer = answer(&command);
                link.answer(&answer);
            }
        }
    }
}
