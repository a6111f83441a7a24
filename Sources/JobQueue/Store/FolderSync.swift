import Foundation

/// Makes the names in a folder durable: a new or renamed file is found after a power cut (fsync(2)).
enum FolderSync {
    /// - Throws: ``StoreError/system(path:operation:code:)``.
    static func sync(_ path: String) throws(StoreError) {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw .system(path: path, operation: "open", code: errno)
        }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else {
            throw .system(path: path, operation: "fsync", code: errno)
        }
    }
}
