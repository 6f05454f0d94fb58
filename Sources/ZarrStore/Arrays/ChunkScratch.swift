/// Room for one decoded chunk, made when it is first used and used again.
final class ChunkScratch {
  private let byteCount: Int
  private var allocated: UnsafeMutableRawBufferPointer?

  init(byteCount: Int) {
    self.byteCount = byteCount
  }

  deinit {
    allocated?.deallocate()
  }

  var room: UnsafeMutableRawBufferPointer {
    if let allocated { return allocated }
    let room = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 64)
    allocated = room
    return room
  }
}
