//! The engine of the live page: [`Engine`] behind functions that JavaScript can call.
//!
//! Texts cross as UTF-8 bytes in the memory of the module. The page writes a request to a block
//! that [`alloc`] returned, calls [`call`], and reads the answer: its length as four bytes, little
//! end first, then its text; it gives both blocks back by [`release`]. During long calls the module
//! calls `progress` of the page.
//!
//! This crate alone has unsafe code.

use std::alloc::Layout;
use std::cell::RefCell;

use clearway::live::{Engine, Progress};

#[link(wasm_import_module = "env")]
unsafe extern "C" {
    /// Tells the page the progress of the call, as JSON.
    fn progress(pointer: *const u8, length: usize);
}

/// Passes progress on to the page.
struct Page;

impl Progress for Page {
    fn tell(&self, json: &str) {
        // SAFETY: the page only reads the text, before the function returns
        unsafe { progress(json.as_ptr(), json.len()) }
    }
}

thread_local! {
    static ENGINE: RefCell<Engine> = RefCell::new(Engine::new(Box::new(Page)));
}

fn layout(length: usize) -> Layout {
    Layout::array::<u8>(length.max(1)).expect("a length below the size of the memory")
}

/// Returns a block of memory of this length.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    // SAFETY: the layout has a size of at least 1
    unsafe { std::alloc::alloc_zeroed(layout(length)) }
}

/// Gives a block back.
///
/// # Safety
/// The block is of [`alloc`] or [`call`], has this length and is not used any more.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn release(pointer: *mut u8, length: usize) {
    // SAFETY: by the contract of this function
    unsafe { std::alloc::dealloc(pointer, layout(length)) }
}

/// Answers a request. The block of the answer has four bytes more than the length in it says.
///
/// # Safety
/// The request lies in a block of this length, and nothing changes it during the call.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn call(pointer: *const u8, length: usize) -> *mut u8 {
    // SAFETY: by the contract of this function
    let request = unsafe { std::slice::from_raw_parts(pointer, length) };
    let answer = ENGINE.with_borrow_mut(|engine| engine.call(request));
    let block = alloc(answer.len() + 4);
    let length = (answer.len() as u32).to_le_bytes();
    // SAFETY: the block is new and has room for the length and the answer
    unsafe {
        block.copy_from_nonoverlapping(length.as_ptr(), length.len());
        block.add(length.len()).copy_from_nonoverlapping(answer.as_ptr(), answer.len());
    }
    block
}
