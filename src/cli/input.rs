//! Input files of a command: their bytes; `-` is standard input.

use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

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

/// What is wrong with writing to a path, if it is one of the files that are read: what was typed there would be gone.
pub(super) fn refuse_to_overwrite(inputs: &[PathBuf], output: &Path) -> Result<(), Error> {
    let output_file = output.canonicalize().ok();
    let is_output =
        |file: &PathBuf| output_file.is_some() && file.canonicalize().ok() == output_file;
    if inputs.iter().any(is_output) {
        return Err(Error::Unfit {
            path: output.to_owned(),
            reason: "它是要读的文件,写上去原来的内容就没有了;用 -o 写到别处".to_owned(),
        });
    }
    Ok(())
}
