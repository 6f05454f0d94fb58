internal import Dispatch

/// Encodes chunks of one size side by side, and hands them on in the order in which they came.
///
/// Nothing is copied: each chunk's array is kept until it is encoded. For one task at a time.
final class ChunkEncoding {
  /// So many chunks are under way: two are encoded while the oldest is handed on. More would be taken from the
  /// stages before a sink.
  static let width = 3

  private let level: Int
  private let chunkByteCount: Int
  private var free: [Place] = []
  /// Oldest first.
  private var running: [Place] = []

  private static let queue = DispatchQueue(label: "zarr-encoding", attributes: .concurrent)

  init(level: Int, chunkByteCount: Int) {
    self.level = level
    self.chunkByteCount = chunkByteCount
  }

  /// Bytes that it holds at most, with the chunks that it keeps.
  static func scratchByteCount(level: Int, chunkByteCount: Int) -> Int {
    width
      * (chunkByteCount
        + ChunkEncoder.scratchByteCount(level: level, chunkByteCount: chunkByteCount))
  }

  /// Begins with a chunk. If there is no place for it, `take` gets the oldest first.
  ///
  /// - Parameters:
  ///   - number: given to `take` with the chunk.
  ///   - path: named in errors.
  func add<Element: ZarrElement>(
    _ number: Int, _ elements: [Element], for path: String,
    take: (_ number: Int, EncodedChunk) throws -> Void
  ) throws {
    if running.count == Self.width { try takeOldest(take) }
    let place = free.popLast() ?? Place(level: level, chunkByteCount: chunkByteCount)
    place.begin(number, elements, for: path, on: Self.queue)
    running.append(place)
  }

  /// Hands on all that is left.
  func finish(take: (_ number: Int, EncodedChunk) throws -> Void) throws {
    while !running.isEmpty { try takeOldest(take) }
  }

  private func takeOldest(
    _ take: (_ number: Int, EncodedChunk) throws -> Void
  ) throws {
    let place = running.removeFirst()
    try take(place.number, try place.finished())
    free.append(place)
  }
}

/// One chunk while it is encoded.
///
/// Unchecked: between `begin` and `finished` its encoder belongs to the job on the queue, which keeps it
/// alive, and otherwise to the caller.
private final class Place: @unchecked Sendable {
  private(set) var number = 0
  private let encoder: ChunkEncoder
  private var result: Result<EncodedChunk, any Error>?
  private let isDone = DispatchSemaphore(value: 0)

  init(level: Int, chunkByteCount: Int) {
    encoder = ChunkEncoder(level: level, chunkByteCount: chunkByteCount)
  }

  func begin<Element: ZarrElement>(
    _ number: Int, _ elements: [Element], for path: String, on queue: DispatchQueue
  ) {
    self.number = number
    queue.async { [self] in
      result = Result { try elements.withUnsafeBytes { try encoder.encode($0, for: path) } }
      isDone.signal()
    }
  }

  /// Waits for the stored form, which stays valid until the next `begin`.
  func finished() throws -> EncodedChunk {
    isDone.wait()
    guard let result else { preconditionFailure("a job ends with a result") }
    return try result.get()
  }
}
