public import DurableFiles
import Foundation
import Synchronization

/// What a run folder knows of finished work: receipts, and what led to them.
///
/// An append-only file in which every entry has a checksum and is on the disk before `append`
/// returns. In memory there are a few dozen bytes for each entry that counts; what an entry says is read
/// when it is asked for. So opening the journal of a long run is a matter of seconds, and memory
/// hardly grows with what is finished.
public final class Journal: Sendable {
  /// The run's folder, which paths in receipts are relative to.
  public let root: String
  /// What was wrong with the file when it was opened: a torn end, damaged entries.
  public let findings: [RecordLog.Finding]
  /// Whether there was nothing in it.
  public let isNew: Bool

  fileprivate struct State {
    /// Where the latest entry of a heading begins, by the heading's hash.
    var places: [Int: Int] = [:]
    /// How many units have receipts.
    var receiptCount = 0
    /// By stage, its name as the journal has it: how many groups have one for the whole. Stages that had
    /// any stay.
    var stages: [String: Int] = [:]
    /// Headings of receipts, by hash, whose units a run has begun to make anew.
    var underWay: Set<Int> = []
    /// Headings of warnings, by hash.
    var warned: Set<Int> = []
    /// Why an entry could not be read: what was decided without it may be wrong.
    var failure: FileError?
  }

  private let path: String
  /// When it was opened, by the clock of the disk that it lies on; nanoseconds.
  let opened: Int
  /// `nil` if the journal is only looked at.
  private let log: RecordLog?
  private let state: Mutex<State>
  /// Held while a receipt is written and what it changes in others.
  private let writingReceipt = Mutex<Void>(())

  /// Opens the journal at `path`, or begins one.
  ///
  /// - Throws: `FileError` if the file can't be read or written.
  public convenience init(
    path: String, root: String, files: any FileSystem = LocalFileSystem()
  ) throws {
    var state = State()
    let opened = try RecordLog.open(path, in: files) { state.enter($0, $1) }
    self.init(path, root, opened.log, opened.findings, state)
  }

  /// Opens the journal at `path` to look at it: no file is changed, and entries can't be added.
  ///
  /// - Throws: `FileError` if the file can't be read.
  public convenience init(lookingAt path: String, root: String) throws {
    var state = State()
    let findings = try RecordLog.read(path) { state.enter($0, $1) }
    self.init(path, root, nil, findings, state)
  }

  private init(
    _ path: String, _ root: String, _ log: RecordLog?, _ findings: [RecordLog.Finding],
    _ state: consuming State
  ) {
    self.root = FilePath.plain(root)
    self.path = path
    self.log = log
    // Files are compared with it, whose times a network file system takes from a clock of its own.
    if log != nil { utimensat(AT_FDCWD, path, nil, 0) }
    opened = FileStamp(path)?.changed ?? .max
    self.findings = findings
    isNew = state.places.isEmpty
    self.state = Mutex(state)
  }

  /// Whether an error says that the journal itself can't be read or written.
  func isOf(_ error: any Error) -> Bool {
    (error as? FileError)?.path == path
  }

  /// How many units have receipts.
  public var receiptCount: Int { state.withLock { $0.receiptCount } }

  func append(_ kind: JournalEntry.Kind, _ name: String, _ value: some Encodable) throws {
    guard let log else { throw FileError("append to", path, code: EBADF) }
    try requireReadable()
    let payload = try JournalEntry.encode(kind, name, value)
    try state.withLock { state in
      state.enter(payload, try log.append(payload))
    }
  }

  /// Does something that reads receipts and writes others in their place, one caller at a time: of two that
  /// read the same, the later one would write what the earlier one had changed.
  func exclusively<Result>(_ body: () throws -> Result) rethrows -> Result {
    try writingReceipt.withLock { _ in try body() }
  }

  /// The latest entry of that kind and name.
  func entry<Value: Decodable>(
    _ kind: JournalEntry.Kind, _ name: String, as type: Value.Type = Value.self
  ) -> Value? {
    let heading = JournalEntry.heading(kind, name)
    guard let offset = state.withLock({ $0.places[heading.hashValue] }),
      let payload = payload(at: offset)
    else { return nil }
    return JournalEntry.value(payload, heading, as: type)
  }

  private func payload(at offset: Int) -> [UInt8]? {
    do {
      if let log { return try log.payload(at: offset) }
      return try RecordLog.payload(at: offset, in: path)
    } catch {
      state.withLock { $0.failure = $0.failure ?? error as? FileError }
      return nil
    }
  }

  /// Sees to it that whatever was asked of the journal was also found out: nothing may be said to be finished
  /// that follows from an entry that can't be read.
  ///
  /// - Throws: `FileError` if an entry could not be read.
  func requireReadable() throws {
    if let failure = state.withLock(\.failure) { throw failure }
  }

  /// The entries that begin at some places, in the order of the file; those that can't be read are left out.
  func entries<Value: Decodable>(at places: [Int], as type: Value.Type) -> [Value] {
    places.sorted().compactMap { place in
      guard let payload = payload(at: place), let heading = JournalEntry.heading(payload) else {
        return nil
      }
      return JournalEntry.value(payload, String(decoding: heading, as: UTF8.self), as: type)
    }
  }

  /// Where the latest warnings of each group begin.
  var warnedPlaces: [Int] {
    state.withLock { state in state.warned.compactMap { state.places[$0] } }
  }

  /// Every unit's latest receipt, in the order in which they were written; one is in memory at a
  /// time.
  ///
  /// - Throws: `FileError` if the journal can't be read, and what `body` throws.
  public func forEachReceipt(_ body: (Receipt) throws -> Void) throws {
    let offsets = state.withLock { $0.places.values.sorted() }
    for offset in offsets {
      guard let payload = try RecordLog.payload(at: offset, in: path),
        let heading = JournalEntry.heading(payload),
        heading.starts(with: "\(JournalEntry.Kind.receipt.rawValue) ".utf8),
        let receipt = JournalEntry.value(
          payload, String(decoding: heading, as: UTF8.self), as: Receipt.self)
      else { continue }
      try body(receipt)
    }
  }

  /// The receipts of what spans groups, but for those that a run was writing anew when it ended.
  public var receiptsSpanningGroups: [Receipt] {
    stagesWithReceipts.map { UnitName(stage: $0, group: nil) }
      .filter { !isUnderWay($0) }.compactMap(receipt)
  }

  /// The stages that have ever had receipts, whether or not a graph still has them.
  public var stagesWithReceipts: [String] {
    state.withLock { $0.stages.keys.compactMap(\.removingPercentEncoding) }.sorted()
  }

  /// How many groups have a receipt for the whole of what a stage makes of them.
  func groupCount(ofStage stage: String) -> Int {
    state.withLock { $0.stages[UnitName.escaped(stage)] ?? 0 }
  }

  /// Whether a run has begun to make a unit anew that has a receipt, and has not come to its end: some
  /// of the receipt's files may be the new ones.
  public func isUnderWay(_ unit: UnitName) -> Bool {
    let heading = JournalEntry.heading(.receipt, unit.entryName)
    return state.withLock { $0.underWay.contains(heading.hashValue) }
  }

  /// Whether there are two entries, and the latest of the one follows the latest of the other.
  func isNewer(
    _ one: (JournalEntry.Kind, String), than other: (JournalEntry.Kind, String)
  ) -> Bool {
    let headings = [one, other].map { JournalEntry.heading($0.0, $0.1).hashValue }
    return state.withLock { state in
      guard let place = state.places[headings[0]], let before = state.places[headings[1]] else {
        return false
      }
      return place > before
    }
  }

  func contains(_ kind: JournalEntry.Kind, _ name: String) -> Bool {
    state.withLock { $0.places[JournalEntry.heading(kind, name).hashValue] != nil }
  }
}

extension Journal.State {
  /// Counts a receipt of that name with its stage: `stage/group`, but not `stage/group/part`, nor `stage/`.
  private mutating func count(_ name: some StringProtocol, _ change: Int) {
    let parts = name.split(separator: "/", omittingEmptySubsequences: false)
    let isGroup = parts.count == 2 && !parts[1].isEmpty
    stages[String(parts[0]), default: 0] += isGroup ? change : 0
  }

  /// Makes an entry the latest of its heading.
  mutating func enter(_ payload: [UInt8], _ offset: Int) {
    guard let heading = JournalEntry.heading(payload) else { return }
    let text = String(decoding: heading, as: UTF8.self)
    // Every entry's heading is its kind, a space, and a name without spaces.
    let kind = text.prefix { $0 != " " }
    let name = text.dropFirst(kind.count + 1)
    let receipt = JournalEntry.heading(.receipt, String(name)).hashValue
    switch JournalEntry.Kind(rawValue: String(kind)) {
    case .void:
      if places.removeValue(forKey: receipt) != nil {
        receiptCount -= 1
        count(name, -1)
      }
      underWay.remove(receipt)
    case .begun:
      underWay.insert(receipt)
    case .receipt:
      if places.updateValue(offset, forKey: receipt) == nil {
        receiptCount += 1
        count(name, 1)
      }
      underWay.remove(receipt)
    case .warned:
      places[text.hashValue] = offset
      warned.insert(text.hashValue)
    default:
      places[text.hashValue] = offset
    }
  }
}
