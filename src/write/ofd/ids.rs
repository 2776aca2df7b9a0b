//! The numbers (`ST_ID`) of a file: fonts, then pages, then layers and objects. They depend on the
//! number of faces and of pages alone, so that a bookmark or a link can refer to a later page.

/// Numbers of a file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Ids {
    /// Number of faces of the font set.
    pub(super) faces: usize,
    pub(super) pages: usize,
}

impl Ids {
    /// Number of the font of a face.
    pub(super) const fn font(face: usize) -> usize {
        1 + face
    }

    /// Number of the colour space.
    pub(super) const fn colour_space(self) -> usize {
        1 + self.faces
    }

    /// Number of a page by its index.
    pub(super) const fn page(self, index: usize) -> usize {
        2 + self.faces + index
    }

    /// Number of the first layer.
    pub(super) const fn first_layer(self) -> usize {
        self.page(self.pages)
    }
}
