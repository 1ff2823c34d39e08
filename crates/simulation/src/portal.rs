//! A portal to hold the adapter against: a real HTTP server with the habits that the national portal is known for, each to
//! be switched on by name. What it has taken can be read back as the list it lets a house download.
//!
//! Its addresses are its own: the real ones are not known. So are the words of its refusals.

mod book;
mod routes;

use std::{
    collections::HashMap,
    io,
    net::SocketAddr,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use jiff::civil::Date;
use tokio::runtime::Runtime;

use self::book::Book;
pub use self::book::Taken;

/// The name that is let in.
pub const USER: &str = "nha-nghi hoa sen";
/// Its password, with signs that a form must escape.
pub const PASSWORD: &str = "m&t=khẩu+%";
/// What is put behind the address: for a token, for citizens, for foreigners, for another day of leaving.
pub const PATHS: [&str; 4] = ["/auth/token", "/luu-tru/cong-dan", "/luu-tru/nguoi-nuoc-ngoai", "/luu-tru/thay-doi"];

/// What the portal is known to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Habit {
    /// It says success and imports nothing.
    EmptySuccess,
    /// It joins all that is wrong into one text. Without it only the first is said.
    JoinedErrors,
    /// It takes the same record a second time, as another one. Without it the second is refused.
    Duplicates,
    /// It takes only who arrived today or yesterday.
    TwoDays,
    /// It refuses a token long before its time.
    ShortToken,
    /// It imports, and answers later than anybody waits: never.
    NeverAnswers,
    /// It answers with a page instead of JSON, status 200, and imports nothing.
    Page,
    /// It imports, and fails with status 500.
    Failure,
}

/// The portal, on an address of this machine until it is dropped.
#[derive(Debug)]
pub struct Portal {
    address: SocketAddr,
    desk: Arc<Desk>,
    runtime: Option<Runtime>,
}

/// What its handlers share.
#[derive(Debug, Default)]
struct Desk(Mutex<Inside>);

#[derive(Debug, Default)]
struct Inside {
    habits: HashMap<Habit, u32>,
    book: Book,
    /// The token that is good now.
    token: Option<String>,
    tokens: u32,
    calls: u32,
}

impl Portal {
    /// Opens it on a free port; `today` is the day by its clock.
    ///
    /// # Errors
    /// When the system gives no port or no thread.
    pub fn open(today: Date) -> io::Result<Self> {
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build()?;
        let listener = std::net::TcpListener::bind("127.0.0.1:0")?;
        listener.set_nonblocking(true)?;
        let (address, desk) = (listener.local_addr()?, Arc::new(Desk::default()));
        desk.inside().book.today = today;
        let app = routes::routes(Arc::clone(&desk));
        runtime.spawn(async move { axum::serve(tokio::net::TcpListener::from_std(listener)?, app).await });
        Ok(Self { address, desk, runtime: Some(runtime) })
    }

    /// Its address.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A habit strikes so many of the next calls that it can strike.
    pub fn strike(&self, habit: Habit, times: u32) {
        self.desk.inside().habits.insert(habit, times);
    }

    /// A habit strikes for good.
    pub fn always(&self, habit: Habit) {
        self.strike(habit, u32::MAX);
    }

    /// What it has taken, in its order.
    pub fn taken(&self) -> Vec<Taken> {
        self.desk.inside().book.taken.clone()
    }

    /// How many calls with a record came, whatever became of them, and how many tokens were given.
    pub fn counts(&self) -> (u32, u32) {
        let inside = self.desk.inside();
        (inside.calls, inside.tokens)
    }

    /// What it has taken, as the workbook that a house downloads.
    ///
    /// # Errors
    /// Those of the workbook.
    pub fn list(&self) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
        self.desk.inside().book.list()
    }
}

impl Drop for Portal {
    fn drop(&mut self) {
        // Calls that are never answered do not hold it up.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl Desk {
    fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inside {
    /// Whether a habit strikes now.
    fn strikes(&mut self, habit: Habit) -> bool {
        let left = self.habits.entry(habit).or_default();
        let strikes = *left > 0;
        *left = if *left == u32::MAX { u32::MAX } else { left.saturating_sub(1) };
        strikes
    }
}
