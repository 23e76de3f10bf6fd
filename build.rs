//! Computes a number that identifies the sources of the engine and the versions of its libraries.
//! Pieces of a sweep carry it, so that those of different programs are never merged.

use std::fs;
use std::path::{Path, PathBuf};

/// Parts of the source that decide no number.
const OTHERS: [&str; 3] = ["cli", "cli.rs", "main.rs"];

fn main() {
    println!("cargo::rerun-if-changed=src");
    println!("cargo::rerun-if-changed=Cargo.lock");
    let mut files = vec![PathBuf::from("Cargo.lock")];
    collect(Path::new("src"), &mut files);
    files.sort();
    // FNV-1a with 64 bits: it only has to tell versions apart
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    for file in files {
        for byte in fs::read(file).unwrap_or_default() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=CLEARWAY_ENGINE={hash:016x}");
}

/// Finds the source files below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if OTHERS.iter().any(|it| path == Path::new("src").join(it)) {
            continue;
        }
        if path.is_dir() {
            collect(&path, files);
        } else {
            files.push(path);
        }
    }
}
