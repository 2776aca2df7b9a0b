//! Files in memory, for a program without a disk. Paths are taken as they are: `.` means nothing, and
//! there are no links.

#![cfg_attr(feature = "fs", expect(dead_code, reason = "only its tests use it"))]

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// All files and folders, by their paths.
static TREE: Mutex<BTreeMap<PathBuf, Node>> = Mutex::new(BTreeMap::new());

#[derive(Debug, Clone)]
enum Node {
    Folder,
    File {
        bytes: Arc<[u8]>,
        written: SystemTime,
    },
}

/// A file that is in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredFile {
    /// Its path, with `/`.
    pub path: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

/// Puts a file into memory, with its folders. `written` is the time of its last change, in seconds
/// since 1970.
pub fn put(path: &str, bytes: Vec<u8>, written: u64) {
    let path = plain(Path::new(path));
    let mut tree = tree();
    let folders = path
        .ancestors()
        .skip(1)
        .filter(|path| *path != Path::new(""));
    for folder in folders {
        tree.entry(folder.to_owned()).or_insert(Node::Folder);
    }
    let written = UNIX_EPOCH + Duration::from_secs(written);
    let bytes = bytes.into();
    tree.insert(path, Node::File { bytes, written });
}

/// The files below a folder, by their paths.
pub fn stored(folder: &str) -> Vec<StoredFile> {
    let folder = plain(Path::new(folder));
    let tree = tree();
    let files = below(&tree, &folder).filter_map(|(path, node)| match node {
        Node::File { bytes, .. } => Some(StoredFile {
            path: path.to_string_lossy().replace('\\', "/"),
            bytes: Arc::clone(bytes),
        }),
        Node::Folder => None,
    });
    files.collect()
}

/// A path and those below it.
fn below<'t>(
    tree: &'t BTreeMap<PathBuf, Node>,
    folder: &'t Path,
) -> impl Iterator<Item = (&'t PathBuf, &'t Node)> {
    let from = tree.range(folder.to_owned()..);
    from.take_while(move |(path, _)| path.starts_with(folder))
}

/// Removes all files and folders.
pub fn clear() {
    tree().clear();
}

fn tree() -> MutexGuard<'static, BTreeMap<PathBuf, Node>> {
    // Nothing that holds it can panic half way.
    TREE.lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

fn plain(path: &Path) -> PathBuf {
    let parts = path.components();
    parts.filter(|part| *part != Component::CurDir).collect()
}

fn missing() -> io::Error {
    ErrorKind::NotFound.into()
}

fn node(path: &Path) -> io::Result<Node> {
    let path = plain(path);
    if path.as_os_str().is_empty() {
        return Ok(Node::Folder);
    }
    tree().get(&path).cloned().ok_or_else(missing)
}

/// What is known of a file or folder.
#[derive(Debug, Clone)]
pub(crate) struct Metadata(Node);

impl Metadata {
    pub(crate) fn is_file(&self) -> bool {
        matches!(self.0, Node::File { .. })
    }

    pub(crate) fn is_dir(&self) -> bool {
        matches!(self.0, Node::Folder)
    }

    #[expect(clippy::unused_self, reason = "the standard library's interface")]
    pub(crate) fn is_symlink(&self) -> bool {
        false
    }

    pub(crate) fn len(&self) -> u64 {
        match &self.0 {
            Node::File { bytes, .. } => bytes.len() as u64,
            Node::Folder => 0,
        }
    }

    pub(crate) fn modified(&self) -> io::Result<SystemTime> {
        match self.0 {
            Node::File { written, .. } => Ok(written),
            Node::Folder => Err(ErrorKind::Unsupported.into()),
        }
    }
}

pub(crate) fn metadata(path: &Path) -> io::Result<Metadata> {
    node(path).map(Metadata)
}

pub(crate) fn symlink_metadata(path: impl AsRef<Path>) -> io::Result<Metadata> {
    metadata(path.as_ref())
}

pub(crate) fn is_file(path: &Path) -> bool {
    metadata(path).is_ok_and(|about| about.is_file())
}

pub(crate) fn is_dir(path: &Path) -> bool {
    metadata(path).is_ok_and(|about| about.is_dir())
}

pub(crate) fn canonicalize(path: impl AsRef<Path>) -> io::Result<PathBuf> {
    let path = path.as_ref();
    node(path).map(|_| plain(path))
}

pub(crate) fn read(path: impl AsRef<Path>) -> io::Result<Vec<u8>> {
    match node(path.as_ref())? {
        Node::File { bytes, .. } => Ok(bytes.to_vec()),
        Node::Folder => Err(ErrorKind::IsADirectory.into()),
    }
}

pub(crate) fn create_dir_all(path: impl AsRef<Path>) -> io::Result<()> {
    let path = plain(path.as_ref());
    let mut tree = tree();
    for folder in path.ancestors().filter(|path| *path != Path::new("")) {
        match tree.get(folder) {
            Some(Node::File { .. }) => return Err(ErrorKind::AlreadyExists.into()),
            Some(Node::Folder) => {}
            None => {
                tree.insert(folder.to_owned(), Node::Folder);
            }
        }
    }
    Ok(())
}

pub(crate) fn remove_file(path: impl AsRef<Path>) -> io::Result<()> {
    let path = plain(path.as_ref());
    let mut tree = tree();
    match tree.get(&path) {
        Some(Node::File { .. }) => {
            tree.remove(&path);
            Ok(())
        }
        Some(Node::Folder) => Err(ErrorKind::IsADirectory.into()),
        None => Err(missing()),
    }
}

pub(crate) fn remove_dir(path: impl AsRef<Path>) -> io::Result<()> {
    let path = plain(path.as_ref());
    let mut tree = tree();
    if !matches!(tree.get(&path), Some(Node::Folder)) {
        return Err(missing());
    }
    if below(&tree, &path).nth(1).is_some() {
        return Err(ErrorKind::DirectoryNotEmpty.into());
    }
    tree.remove(&path);
    Ok(())
}

/// Renames a file; a file with the new name is replaced.
pub(crate) fn rename(from: impl AsRef<Path>, to: impl AsRef<Path>) -> io::Result<()> {
    let (from, to) = (plain(from.as_ref()), plain(to.as_ref()));
    let mut tree = tree();
    if !matches!(tree.get(&from), Some(Node::File { .. })) {
        return Err(missing());
    }
    let node = tree.remove(&from).ok_or_else(missing)?;
    tree.insert(to, node);
    Ok(())
}

/// An entry of a folder.
#[derive(Debug, Clone)]
pub(crate) struct DirEntry(PathBuf);

impl DirEntry {
    pub(crate) fn file_name(&self) -> std::ffi::OsString {
        self.0.file_name().unwrap_or_default().to_owned()
    }
}

/// The entries of a folder, in the order of their names.
pub(crate) fn read_dir(
    folder: impl AsRef<Path>,
) -> io::Result<std::vec::IntoIter<io::Result<DirEntry>>> {
    let folder = plain(folder.as_ref());
    if !matches!(node(&folder)?, Node::Folder) {
        return Err(ErrorKind::NotADirectory.into());
    }
    let tree = tree();
    let inner = below(&tree, &folder).filter(|(path, _)| path.parent() == Some(&folder));
    let entries: Vec<_> = inner.map(|(path, _)| Ok(DirEntry(path.clone()))).collect();
    Ok(entries.into_iter())
}

/// A file that is read.
#[derive(Debug)]
pub(crate) struct File(io::Cursor<Arc<[u8]>>);

impl File {
    pub(crate) fn open(path: impl AsRef<Path>) -> io::Result<File> {
        match node(path.as_ref())? {
            Node::File { bytes, .. } => Ok(File(io::Cursor::new(bytes))),
            Node::Folder => Err(ErrorKind::IsADirectory.into()),
        }
    }
}

impl Read for File {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.0.read(buffer)
    }
}

/// A new file that has no name yet; it goes if it gets none.
#[derive(Debug, Default)]
pub(crate) struct NewFile(Vec<u8>);

impl NewFile {
    pub(crate) fn in_folder(folder: &Path) -> io::Result<NewFile> {
        if is_dir(folder) {
            Ok(NewFile::default())
        } else {
            Err(missing())
        }
    }

    #[expect(
        clippy::unused_self,
        clippy::unnecessary_wraps,
        reason = "the same signature as on the machine's disk"
    )]
    pub(crate) fn sync_all(&self) -> io::Result<()> {
        Ok(())
    }

    pub(crate) fn name(self, path: &Path) -> io::Result<()> {
        let path = plain(path);
        let mut tree = tree();
        if matches!(tree.get(&path), Some(Node::Folder)) {
            return Err(ErrorKind::IsADirectory.into());
        }
        let file = Node::File {
            bytes: self.0.into(),
            written: UNIX_EPOCH,
        };
        tree.insert(path, file);
        Ok(())
    }
}

impl Write for NewFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A lock, of which there is no need: nobody else reads this memory.
#[derive(Debug)]
pub(crate) struct LockFile;

/// How a lock was taken.
#[derive(Debug)]
#[expect(dead_code, reason = "the same ways as on the machine's disk")]
pub(crate) enum Locking {
    Held(LockFile),
    ByAnother,
    Unsupported(LockFile),
}

#[expect(
    clippy::unnecessary_wraps,
    reason = "the same signature as on the machine's disk"
)]
pub(crate) fn lock(_: &Path) -> io::Result<Locking> {
    Ok(Locking::Held(LockFile))
}

/// A walk through a folder, each folder before what is in it.
#[derive(Debug)]
pub(crate) struct WalkDir {
    root: PathBuf,
    min_depth: usize,
}

impl WalkDir {
    pub(crate) fn new(root: impl AsRef<Path>) -> WalkDir {
        WalkDir {
            root: root.as_ref().to_owned(),
            min_depth: 0,
        }
    }

    /// There are no links.
    pub(crate) fn follow_links(self, _: bool) -> WalkDir {
        self
    }

    /// The order is always that of the names.
    pub(crate) fn sort_by_file_name(self) -> WalkDir {
        self
    }

    pub(crate) fn min_depth(self, min_depth: usize) -> WalkDir {
        WalkDir { min_depth, ..self }
    }
}

impl IntoIterator for WalkDir {
    type Item = Result<WalkEntry, WalkError>;
    type IntoIter = Walk;

    fn into_iter(self) -> Walk {
        let root = WalkEntry {
            depth: 0,
            path: self.root,
        };
        Walk {
            waiting: vec![root],
            last: None,
            min_depth: self.min_depth,
        }
    }
}

/// A walk under way.
#[derive(Debug)]
pub(crate) struct Walk {
    /// The next entry last.
    waiting: Vec<WalkEntry>,
    /// The entry that was given last, whose contents come next.
    last: Option<WalkEntry>,
    min_depth: usize,
}

impl Walk {
    /// Leaves out the contents of the folder that was given last.
    pub(crate) fn skip_current_dir(&mut self) {
        self.last = None;
    }
}

impl Iterator for Walk {
    type Item = Result<WalkEntry, WalkError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(folder) = self.last.take() {
                let entries = read_dir(&folder.path).into_iter().flatten().flatten();
                let inner = entries.map(|entry| WalkEntry {
                    depth: folder.depth + 1,
                    path: folder.path.join(entry.file_name()),
                });
                let inner: Vec<WalkEntry> = inner.collect();
                self.waiting.extend(inner.into_iter().rev());
            }
            let entry = self.waiting.pop()?;
            if node(&entry.path).is_err() {
                return Some(Err(WalkError { path: entry.path }));
            }
            self.last = Some(entry.clone());
            if entry.depth >= self.min_depth {
                return Some(Ok(entry));
            }
        }
    }
}

/// An entry of a walk.
#[derive(Debug, Clone)]
pub(crate) struct WalkEntry {
    depth: usize,
    path: PathBuf,
}

impl WalkEntry {
    pub(crate) fn depth(&self) -> usize {
        self.depth
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    pub(crate) fn into_path(self) -> PathBuf {
        self.path
    }

    pub(crate) fn file_name(&self) -> &OsStr {
        self.path.file_name().unwrap_or(self.path.as_os_str())
    }

    pub(crate) fn file_type(&self) -> Metadata {
        Metadata(node(&self.path).unwrap_or(Node::Folder))
    }
}

/// An entry that is not there.
#[derive(Debug)]
pub(crate) struct WalkError {
    path: PathBuf,
}

#[expect(
    clippy::unnecessary_wraps,
    clippy::unused_self,
    reason = "the interface of walkdir"
)]
impl WalkError {
    pub(crate) fn path(&self) -> Option<&Path> {
        Some(&self.path)
    }

    pub(crate) fn loop_ancestor(&self) -> Option<&Path> {
        None
    }

    pub(crate) fn io_error(&self) -> Option<&io::Error> {
        None
    }
}

impl std::fmt::Display for WalkError {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{} 不存在", self.path.display())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_are_put_read_walked_renamed_and_removed() {
        clear();
        put("./甲/乙/a.json", b"{}".to_vec(), 60);
        put("甲/b.csv", b"1".to_vec(), 0);
        let walked = |walk: WalkDir| -> Vec<String> {
            let entries = walk.into_iter().map(Result::unwrap);
            entries
                .map(|entry| entry.path().display().to_string().replace('\\', "/"))
                .collect()
        };
        let all = ["甲", "甲/b.csv", "甲/乙", "甲/乙/a.json"];
        assert_eq!(walked(WalkDir::new("甲")), all);
        assert_eq!(walked(WalkDir::new("甲").min_depth(1)), all[1..]);
        let mut walk = WalkDir::new("甲").into_iter();
        while let Some(entry) = walk.next() {
            if entry.unwrap().path().ends_with("乙") {
                walk.skip_current_dir();
                assert!(walk.next().is_none());
            }
        }
        assert!(WalkDir::new("丙").into_iter().next().unwrap().is_err());

        let about = metadata(Path::new("甲/乙/a.json")).unwrap();
        assert_eq!((about.len(), about.is_file()), (2, true));
        assert_eq!(
            about.modified().unwrap(),
            UNIX_EPOCH + Duration::from_secs(60)
        );
        assert!(create_dir_all("甲/b.csv/丙").is_err());
        create_dir_all("成果/丙").unwrap();
        assert!(NewFile::in_folder(Path::new("成果/丁")).is_err());
        let mut file = NewFile::in_folder(Path::new("成果/丙")).unwrap();
        file.write_all(b"new").unwrap();
        file.name(Path::new("成果/丙/c")).unwrap();
        rename("成果/丙/c", "成果/丙/d").unwrap();
        assert!(remove_dir("成果/丙").is_err() && read("成果/丙/c").is_err());
        let paths = stored("成果").into_iter().map(|file| file.path);
        assert_eq!(paths.collect::<Vec<_>>(), ["成果/丙/d"]);
        let mut text = String::new();
        File::open("成果/丙/d")
            .unwrap()
            .read_to_string(&mut text)
            .unwrap();
        assert_eq!(text, "new");
        remove_file("成果/丙/d").unwrap();
        remove_dir("成果/丙").unwrap();
        assert!(is_dir(Path::new("成果")) && !is_dir(Path::new("成果/丙")));
        clear();
        assert!(stored("").is_empty());
    }
}
