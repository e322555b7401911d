//! Reading and checking the files.
