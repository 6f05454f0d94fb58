internal import CKernels
internal import Synchronization

/// Memory for tensors and scratch.
///
/// glibc returns large blocks to the kernel at once, and new ones come as pages of zeros: in a step of
/// training that passes a gigabyte through them, faults and zeros take as long as the arithmetic.
/// Huge pages make the faults few, and recycling makes new blocks few.
enum LargeBlocks {
  private struct Waiting {
    var scopes = 0
    var limit = 0
    var bytes = 0
    /// The blocks that wait for their next use, longest first.
    var blocks: [(bytes: Int, address: UInt)] = []

    mutating func take(_ bytes: Int) -> UInt? {
      guard let place = blocks.lastIndex(where: { $0.bytes == bytes }) else { return nil }
      self.bytes -= bytes
      return blocks.remove(at: place).address
    }

    /// Keeps a block, and returns those to let go for it.
    mutating func keep(_ bytes: Int, _ address: UInt) -> [UInt] {
      guard bytes <= limit else { return [address] }
      blocks.append((bytes, address))
      self.bytes += bytes
      return drop(to: limit)
    }

    mutating func drop(to limit: Int) -> [UInt] {
      var dropped: [UInt] = []
      while bytes > limit {
        let block = blocks.removeFirst()
        bytes -= block.bytes
        dropped.append(block.address)
      }
      return dropped
    }
  }

  private static let waiting = Mutex(Waiting())
  private static let smallest = 1 << 20
  private static let hugePage = Int(CK_HUGE_PAGE)

  /// A block that begins at a cache line or better, not initialised.
  static func allocate(_ bytes: Int) -> UnsafeMutableRawPointer {
    if bytes >= smallest, let address = waiting.withLock({ $0.take(bytes) }),
      let block = UnsafeMutableRawPointer(bitPattern: address)
    {
      return block
    }
    let isHuge = bytes >= 2 * hugePage
    let block = UnsafeMutableRawPointer.allocate(
      byteCount: bytes, alignment: isHuge ? hugePage : 64)
    if isHuge { ck_advise_huge_pages(block, bytes) }
    return block
  }

  /// Lets go of a block of so many bytes from `allocate`.
  static func release(_ block: UnsafeMutableRawPointer, _ bytes: Int) {
    guard bytes >= smallest else { return block.deallocate() }
    let address = UInt(bitPattern: block)
    free(waiting.withLock { $0.keep(bytes, address) })
  }

  static func openScope(limit: Int) {
    waiting.withLock {
      $0.scopes += 1
      $0.limit = max($0.limit, limit)
    }
  }

  static func closeScope() {
    free(
      waiting.withLock {
        $0.scopes -= 1
        guard $0.scopes == 0 else { return [] }
        $0.limit = 0
        return $0.drop(to: 0)
      })
  }

  private static func free(_ addresses: [UInt]) {
    for address in addresses { UnsafeMutableRawPointer(bitPattern: address)?.deallocate() }
  }
}

/// While one of these lives, new tensors take over the memory of large ones of the same size that are
/// gone. It counts for the whole process; the largest limit holds until all are gone.
public final class TensorRecycling: Sendable {
  /// Up to `bytes` wait for their next use at a time, and none once this is gone.
  public init(upTo bytes: Int = .max) {
    LargeBlocks.openScope(limit: bytes)
  }

  deinit { LargeBlocks.closeScope() }
}
