//! The `clearway` command.

use std::process::ExitCode;

fn main() -> ExitCode {
    clearway::cli::main()
}
