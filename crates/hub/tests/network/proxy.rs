//! A TCP proxy that can swallow the hub's answer: the moment between commit and answer, held from outside.

use std::{
    net::SocketAddr,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
};

type OnSwallow = Box<dyn FnMut() + Send>;

#[derive(Clone)]
pub struct Proxy {
    pub url: String,
    target: Arc<Mutex<String>>,
    to_swallow: Arc<AtomicUsize>,
    on_swallow: Arc<Mutex<OnSwallow>>,
}

impl Proxy {
    /// Listens in front of the hub at `target`, an address like `http://127.0.0.1:80`.
    pub async fn before(target: &str) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let proxy = Self {
            url: format!("http://{}", listener.local_addr().unwrap()),
            target: Arc::new(Mutex::new(target.to_owned())),
            to_swallow: Arc::default(),
            on_swallow: Arc::new(Mutex::new(Box::new(|| {}))),
        };
        let accepting = proxy.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(accepting.clone().carry(client));
            }
        });
        proxy
    }

    /// The next answers are swallowed once they have begun, and then this is done.
    pub fn swallow(&self, answers: usize, then: impl FnMut() + Send + 'static) {
        *self.on_swallow.lock().unwrap() = Box::new(then);
        self.to_swallow.store(answers, Ordering::SeqCst);
    }

    pub fn retarget(&self, target: &str) {
        target.clone_into(&mut self.target.lock().unwrap());
    }

    fn address(&self) -> SocketAddr {
        self.target.lock().unwrap().trim_start_matches("http://").parse().unwrap()
    }

    async fn carry(self, mut client: TcpStream) {
        let Ok(mut hub) = TcpStream::connect(self.address()).await else { return };
        let (mut asked, mut answered) = ([0; 8192], [0; 8192]);
        loop {
            tokio::select! {
                read = client.read(&mut asked) => match read {
                    Ok(count) if count > 0 => hub.write_all(&asked[..count]).await.unwrap_or(()),
                    _ => return,
                },
                read = hub.read(&mut answered) => match read {
                    Ok(count) if count > 0 => {
                        let swallows = self.to_swallow.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
                        if swallows.is_ok() {
                            (self.on_swallow.lock().unwrap())();
                            return;
                        }
                        client.write_all(&answered[..count]).await.unwrap_or(());
                    }
                    _ => return,
                },
            }
        }
    }
}
