import Synchronization

/// Counts the bytes that are really alive, whatever a budget believes.
final class LiveBytes: Sendable {
  private let state = Mutex((now: 0, peak: 0, made: 0))

  var now: Int { state.withLock { $0.now } }
  var peak: Int { state.withLock { $0.peak } }
  var made: Int { state.withLock { $0.made } }

  func add(_ bytes: Int) {
    state.withLock {
      $0.now += bytes
      $0.peak = max($0.peak, $0.now)
      $0.made += 1
    }
  }

  func remove(_ bytes: Int) {
    state.withLock { $0.now -= bytes }
  }
}

/// Something that takes memory for as long as anybody holds it.
final class Payload: Sendable {
  let number: Int
  private let bytes: Int
  private let live: LiveBytes

  init(_ number: Int, bytes: Int, in live: LiveBytes) {
    self.number = number
    self.bytes = bytes
    self.live = live
    live.add(bytes)
  }

  deinit {
    live.remove(bytes)
  }
}
