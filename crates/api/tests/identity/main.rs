//! Signing in over HTTP: every flow, every refusal, and what ends a session.

#[expect(
    dead_code,
    unused_imports,
    reason = "the world is that of the other tests too, which ask more of it"
)]
#[path = "../api/world.rs"]
mod world;

mod attacks;
mod authorize;
mod clients;
mod desk;
mod external;
mod keys;
mod logs;
mod managing;
mod sessions;
