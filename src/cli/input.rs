//! Input files of a command: their bytes; `-` is standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use jixiao::Error;
use jixiao::record::MAX_INPUT;

/// What stands for standard input.
pub(super) const STDIN: &str = "-";

/// The bytes of a file or of standard input, no more than a submission may have and one.
pub(super) fn read(path: &Path) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Read {
        path: path.to_owned(),
        source,
    };
    let most = MAX_INPUT as u64 + 1;
    let mut bytes = Vec::new();
    if path.as_os_str() == STDIN {
        io::stdin()
            .lock()
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    } else {
        File::open(path)
            .map_err(failed)?
            .take(most)
            .read_to_end(&mut bytes)
            .map_err(failed)?;
    }
    Ok(bytes)
}
