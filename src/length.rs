//! Lengths on paper. A length is made by [`Length::pt`] or [`Length::mm`] and read back the same
//! way, so that a plain number never denotes a length.

use std::iter::Sum;
use std::ops::{Add, AddAssign, Div, Mul, Neg, Sub, SubAssign};

/// A length on paper, stored in points (1 pt = 1/72 inch).
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Length(f64);

const POINTS_PER_MM: f64 = 72.0 / 25.4;

impl Length {
    /// Zero.
    pub const ZERO: Length = Length(0.0);

    /// A length in points.
    pub const fn pt(points: f64) -> Length {
        Length(points)
    }

    /// A length in millimetres.
    pub const fn mm(millimetres: f64) -> Length {
        Length(millimetres * POINTS_PER_MM)
    }

    /// This length in points.
    pub const fn to_pt(self) -> f64 {
        self.0
    }

    /// This length in millimetres.
    pub const fn to_mm(self) -> f64 {
        self.0 / POINTS_PER_MM
    }

    /// The longer of the two.
    #[must_use]
    pub const fn max(self, other: Length) -> Length {
        Length(self.0.max(other.0))
    }

    /// The shorter of the two.
    #[must_use]
    pub const fn min(self, other: Length) -> Length {
        Length(self.0.min(other.0))
    }
}

impl Add for Length {
    type Output = Length;
    fn add(self, other: Length) -> Length {
        Length(self.0 + other.0)
    }
}

impl Sub for Length {
    type Output = Length;
    fn sub(self, other: Length) -> Length {
        Length(self.0 - other.0)
    }
}

impl Neg for Length {
    type Output = Length;
    fn neg(self) -> Length {
        Length(-self.0)
    }
}

impl Mul<f64> for Length {
    type Output = Length;
    fn mul(self, factor: f64) -> Length {
        Length(self.0 * factor)
    }
}

impl Div<f64> for Length {
    type Output = Length;
    fn div(self, divisor: f64) -> Length {
        Length(self.0 / divisor)
    }
}

impl Div for Length {
    type Output = f64;
    fn div(self, other: Length) -> f64 {
        self.0 / other.0
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Length) {
        self.0 += other.0;
    }
}

impl SubAssign for Length {
    fn sub_assign(&mut self, other: Length) {
        self.0 -= other.0;
    }
}

impl Sum for Length {
    fn sum<I: Iterator<Item = Length>>(lengths: I) -> Length {
        lengths.fold(Length::ZERO, Add::add)
    }
}
