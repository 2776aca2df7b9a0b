//! The console window of Windows.

/// Whether this process alone uses its console window: it was started by a double click, or by
/// files dropped on it, and the window closes when it ends. Never elsewhere.
#[cfg(windows)]
pub fn is_own() -> bool {
    use windows_sys::Win32::System::Console::GetConsoleProcessList;

    /// With two places, one process is told from several.
    const PLACES: u32 = 2;
    let mut processes = [0; PLACES as usize];
    #[expect(unsafe_code, reason = "the standard library has no such call")]
    // SAFETY: the pointer is to as many places as the call is told, and lives until it returns.
    let count = unsafe { GetConsoleProcessList(processes.as_mut_ptr(), PLACES) };
    count == 1
}

/// Whether this process alone uses its console window, which closes when it ends: only on Windows.
#[cfg(not(windows))]
pub fn is_own() -> bool {
    false
}
