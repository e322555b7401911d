//! Who may do what, through the router: every operation, every role, everybody's data, compared with the table of the policies
//! and with what each route declares.

mod bodies;
mod document;
mod others;
mod references;
mod roles;
mod sellers;
mod world;
