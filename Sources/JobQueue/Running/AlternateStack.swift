import Foundation

/// The stack on which signal handlers of one thread run when its own has no room (sigaltstack(2)).
struct AlternateStack {
    /// The handler needs little, but the saved registers of AVX-512 take 3 KB, and Swift's backtracer some more. Only
    /// pages that are touched take memory.
    private static let size = 32 << 10

    private let memory: UnsafeMutableRawPointer

    /// Gives one to the calling thread. Nil when it has one already, or when there is no memory.
    init?() {
        var former = stack_t()
        guard sigaltstack(nil, &former) == 0, former.ss_flags & Int32(SS_DISABLE) != 0,
            let memory = mmap(
                nil, Self.size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
            memory != MAP_FAILED
        else { return nil }
        var stack = stack_t(ss_sp: memory, ss_flags: 0, ss_size: Self.size)
        guard sigaltstack(&stack, nil) == 0 else {
            munmap(memory, Self.size)
            return nil
        }
        self.memory = memory
    }

    /// Takes it away again, on the same thread, and frees it.
    func remove() {
        var none = stack_t(ss_sp: nil, ss_flags: Int32(SS_DISABLE), ss_size: 0)
        sigaltstack(&none, nil)
        munmap(memory, Self.size)
    }
}
