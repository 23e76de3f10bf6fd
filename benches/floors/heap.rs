//! A 4-ary implicit heap of 16-byte keys: four children share a cache line, and replacing the
//! smallest key takes one sift-down instead of two.

/// A scheduled departure.
#[derive(Clone, Copy)]
pub(crate) struct Key {
    /// Time of the departure.
    pub(crate) time: f64,
    /// Index of the batch in the slab.
    pub(crate) batch: u32,
}

/// A heap of keys with the earliest on top.
pub(crate) struct Heap(Vec<Key>);

impl Heap {
    /// Makes an empty heap with this capacity.
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        Self(Vec::with_capacity(capacity))
    }

    /// Returns the earliest key.
    #[inline]
    pub(crate) fn top(&self) -> Option<Key> {
        self.0.first().copied()
    }

    /// Adds a key.
    #[inline]
    pub(crate) fn push(&mut self, key: Key) {
        self.0.push(key);
        let keys = self.0.as_mut_slice();
        let mut hole = keys.len() - 1;
        while hole > 0 {
            let parent = (hole - 1) / 4;
            if keys[parent].time <= key.time {
                break;
            }
            keys[hole] = keys[parent];
            hole = parent;
        }
        keys[hole] = key;
    }

    /// Removes the earliest key.
    #[inline]
    pub(crate) fn pop(&mut self) {
        if let Some(last) = self.0.pop()
            && !self.0.is_empty()
        {
            self.replace_top(last);
        }
    }

    /// Replaces the earliest key by another one.
    #[inline]
    pub(crate) fn replace_top(&mut self, key: Key) {
        let keys = self.0.as_mut_slice();
        let mut hole = 0;
        loop {
            let first = 4 * hole + 1;
            let Some(children) = keys.get(first..(first + 4).min(keys.len()).max(first)) else {
                break;
            };
            let mut least = None;
            let mut time = key.time;
            for (index, child) in children.iter().enumerate() {
                if child.time < time {
                    (least, time) = (Some(first + index), child.time);
                }
            }
            let Some(child) = least else { break };
            keys[hole] = keys[child];
            hole = child;
        }
        keys[hole] = key;
    }
}
