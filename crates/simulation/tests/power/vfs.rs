//! The machine's own SQLite files, with every change and every sync written down.
#![expect(
    unsafe_code,
    reason = "SQLite takes its files as a table of C functions; this is a test, and never delivered"
)]

use std::{
    collections::HashMap,
    ffi::{CStr, c_char, c_int, c_void},
    path::{Path, PathBuf},
    ptr, slice,
    sync::{Mutex, MutexGuard, Once, OnceLock},
};

use rusqlite::{Connection, ffi};

use crate::disk::Op;

/// The table of functions and the files that are open, by their address.
struct Under {
    vfs: usize,
    /// Ours, by those they stand over: files that are locked have others than files that are not.
    tables: Mutex<HashMap<usize, usize>>,
    files: Mutex<HashMap<usize, Open>>,
    /// What happened in each folder that is watched.
    record: Mutex<HashMap<PathBuf, Vec<Op>>>,
}

#[derive(Clone)]
struct Open {
    path: PathBuf,
    methods: &'static ffi::sqlite3_io_methods,
}

static UNDER: OnceLock<Under> = OnceLock::new();

fn under() -> &'static Under {
    UNDER.get().unwrap()
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

/// Writes down from now on what SQLite does to the files of a folder.
pub fn watch(folder: &Path) {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        // SQLCipher starts with the first key, and must not be met half started by a test beside this one.
        Connection::open_in_memory().unwrap().execute_batch("PRAGMA key = 'any'").unwrap();
        // SAFETY: the table that is found lives as long as the process, and so does the leaked copy of it.
        unsafe {
            let found = ffi::sqlite3_vfs_find(ptr::null());
            let (tables, files, record) = (Mutex::default(), Mutex::default(), Mutex::default());
            assert!(UNDER.set(Under { vfs: found as usize, tables, files, record }).is_ok());
            let mut over = *found;
            over.zName = c"recorded".as_ptr();
            over.pNext = ptr::null_mut();
            over.xOpen = Some(open);
            over.xDelete = Some(delete);
            let registered = ffi::sqlite3_vfs_register(Box::leak(Box::new(over)), 1);
            assert_eq!(registered, ffi::SQLITE_OK);
        }
    });
    lock(&under().record).insert(folder.to_owned(), Vec::new());
}

/// Everything that happened there; it is not watched any more.
pub fn recorded(folder: &Path) -> Vec<Op> {
    lock(&under().record).remove(folder).unwrap()
}

/// Puts a mark among what happens to the files of one folder.
pub fn mark(folder: &Path) {
    lock(&under().record).get_mut(folder).unwrap().push(Op::Mark);
}

fn note(path: &Path, op: Op) {
    if let Some(ops) = lock(&under().record).get_mut(path.parent().unwrap()) {
        ops.push(op);
    }
}

fn below() -> *mut ffi::sqlite3_vfs {
    under().vfs as *mut ffi::sqlite3_vfs
}

fn of(file: *mut ffi::sqlite3_file) -> Open {
    lock(&under().files).get(&(file as usize)).unwrap().clone()
}

/// The table to stand over another, made once.
fn over(methods: &'static ffi::sqlite3_io_methods) -> *const ffi::sqlite3_io_methods {
    let mut tables = lock(&under().tables);
    let table = tables.entry(ptr::from_ref(methods) as usize).or_insert_with(|| {
        let mut over = *methods;
        over.xWrite = Some(write);
        over.xTruncate = Some(truncate);
        over.xSync = Some(sync);
        over.xClose = Some(close);
        ptr::from_ref(Box::leak(Box::new(over))) as usize
    });
    *table as *const ffi::sqlite3_io_methods
}

unsafe extern "C" fn open(
    _vfs: *mut ffi::sqlite3_vfs,
    name: *const c_char,
    file: *mut ffi::sqlite3_file,
    flags: c_int,
    out: *mut c_int,
) -> c_int {
    // SAFETY: SQLite gives what its documentation of xOpen says; `file` has room for a file of the table below, whose size
    // this table names too.
    unsafe {
        let opened = (*below()).xOpen.unwrap()(below(), name, file, flags, out);
        if opened != ffi::SQLITE_OK || name.is_null() || (*file).pMethods.is_null() {
            return opened;
        }
        let methods: &'static ffi::sqlite3_io_methods = &*(*file).pMethods;
        (*file).pMethods = over(methods);
        let path = PathBuf::from(CStr::from_ptr(name).to_str().unwrap());
        note(&path, Op::Open { path: path.clone() });
        lock(&under().files).insert(file as usize, Open { path, methods });
        opened
    }
}

unsafe extern "C" fn delete(_vfs: *mut ffi::sqlite3_vfs, name: *const c_char, sync: c_int) -> c_int {
    // SAFETY: as SQLite documents xDelete; the name ends with a zero.
    unsafe {
        let path = PathBuf::from(CStr::from_ptr(name).to_str().unwrap());
        note(&path, Op::Delete { path: path.clone(), synced: sync != 0 });
        (*below()).xDelete.unwrap()(below(), name, sync)
    }
}

unsafe extern "C" fn write(file: *mut ffi::sqlite3_file, from: *const c_void, count: c_int, at: i64) -> c_int {
    let Open { path, methods } = of(file);
    // SAFETY: SQLite gives `count` bytes.
    let bytes = unsafe { slice::from_raw_parts(from.cast::<u8>(), usize::try_from(count).unwrap()) }.to_vec();
    note(&path, Op::Write { path: path.clone(), at: usize::try_from(at).unwrap(), bytes });
    // SAFETY: the same arguments to the function that stood there.
    unsafe { methods.xWrite.unwrap()(file, from, count, at) }
}

unsafe extern "C" fn truncate(file: *mut ffi::sqlite3_file, size: i64) -> c_int {
    let Open { path, methods } = of(file);
    note(&path, Op::Truncate { path: path.clone(), size: usize::try_from(size).unwrap() });
    // SAFETY: the same arguments to the function that stood there.
    unsafe { methods.xTruncate.unwrap()(file, size) }
}

/// The machine's own disk is not waited for: only the disk of [`crate::disk`] is cut off.
unsafe extern "C" fn sync(file: *mut ffi::sqlite3_file, _flags: c_int) -> c_int {
    let path = of(file).path;
    note(&path, Op::Sync { path: path.clone() });
    ffi::SQLITE_OK
}

unsafe extern "C" fn close(file: *mut ffi::sqlite3_file) -> c_int {
    let Open { methods, .. } = of(file);
    lock(&under().files).remove(&(file as usize));
    // SAFETY: the same arguments to the function that stood there.
    unsafe { methods.xClose.unwrap()(file) }
}
