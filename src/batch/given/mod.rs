//! What a run is given besides its inputs: options, roster, approved budgets, earlier results, the
//! letter, how the volume is bound. Each is read and checked before the first change; what results
//! depend on is in their digests (`fingerprint`).

pub(super) mod binding;
pub(super) mod budget;
pub(super) mod earlier;
pub(super) mod fingerprint;
pub(super) mod given_folders;
pub(super) mod letter;
pub(super) mod listed_roster;
pub(super) mod options;
pub(super) mod order;
pub(super) mod roster;
pub(super) mod send_back;
pub(super) mod shard;
