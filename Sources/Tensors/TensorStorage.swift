/// The heap block behind a `Tensor`.
///
/// Unchecked: the only writers are `Tensor`'s initialiser and its copy-on-write accessor, both of
/// which hold the sole reference.
final class TensorStorage: @unchecked Sendable {
  let elements: UnsafeMutableBufferPointer<Float>
  var count: Int { elements.count }

  /// Reserves room for `count` floats, not yet initialised.
  init(count: Int) {
    let bytes = LargeBlocks.allocate(Self.bytes(count))
    elements = UnsafeMutableBufferPointer(
      start: bytes.bindMemory(to: Float.self, capacity: count), count: count)
  }

  deinit {
    LargeBlocks.release(UnsafeMutableRawPointer(elements.baseAddress!), Self.bytes(count))
  }

  private static func bytes(_ count: Int) -> Int { max(count, 1) * MemoryLayout<Float>.stride }
}
