/// Gives `body` room for `count` floats, aligned to a cache line and not initialised, until it
/// returns. One allocation a tile: cheap beside the tile's matrix product.
func withScratch<Result>(
  _ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Result
) -> Result {
  let bytes = max(count, 1) * MemoryLayout<Float>.stride
  let block = LargeBlocks.allocate(bytes)
  defer { LargeBlocks.release(block, bytes) }
  return body(block.bindMemory(to: Float.self, capacity: count))
}
