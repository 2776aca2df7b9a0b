//! Writes the seed of the target `ofd`: the parts of an OFD that it replaces.

fn main() -> std::io::Result<()> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/ofd");
    std::fs::create_dir_all(folder)?;
    std::fs::write(
        format!("{folder}/minimal"),
        jixiao_fuzz::OfdParts::of_example().seed(),
    )
}
