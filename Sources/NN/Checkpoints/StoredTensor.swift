/// Where in a file the elements of a tensor are.
struct StoredTensor: Sendable {
  let entry: CheckpointEntry
  /// Position of the first element, in bytes from the start of the file.
  let offset: Int
  /// Distances between neighbours along each axis, in elements; nil where elements are packed in
  /// row-major order.
  let strides: [Int]?
}
