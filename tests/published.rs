//! tmp
use jixiao::render::Renderer;
#[test]
fn see() {
    let renderer = Renderer::built_in();
    for path in std::env::args().skip_while(|a| a != "see").skip(1).chain(
        std::env::var("SEE")
            .ok()
            .map(|s| s.split(' ').map(str::to_owned).collect::<Vec<_>>())
            .unwrap_or_default(),
    ) {
        let (_, report) = renderer.read(&path, &std::fs::read(&path).unwrap());
        for f in report.findings() {
            println!("{f}\n");
        }
    }
}
