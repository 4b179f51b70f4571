//! Where a random document comes from: numbers that proptest drew, taken one after the other. When they
//! are used up all that follows are zeros, and zero always means the plainest thing, so that a document
//! ends, and a shorter or smaller draw is a plainer document.

/// Numbers drawn, and how many of them are used.
pub(super) struct Choices<'c> {
    drawn: &'c [u16],
    used: usize,
}

impl<'c> Choices<'c> {
    pub(super) fn new(drawn: &'c [u16]) -> Self {
        Self { drawn, used: 0 }
    }

    /// Whether only zeros follow.
    pub(super) fn are_used_up(&self) -> bool {
        self.used >= self.drawn.len()
    }

    /// A number below another, which is not zero.
    pub(super) fn below(&mut self, end: usize) -> usize {
        let number = self.drawn.get(self.used).copied().unwrap_or_default();
        self.used += 1;
        usize::from(number) % end
    }

    /// Whether something happens that happens once in so many times.
    pub(super) fn once_in(&mut self, times: usize) -> bool {
        self.below(times) == times - 1
    }

    /// One of some.
    pub(super) fn pick<'t, T>(&mut self, some: &'t [T]) -> &'t T {
        &some[self.below(some.len())]
    }
}
