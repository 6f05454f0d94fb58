public import Dataflow
public import DurableFiles
import Foundation
import Imaging
import ZarrStore

/// Compares a run's folder with its journal.
public struct RunCheck {
  /// How closely.
  public enum Look: Sendable {
    /// Every byte of every file against its checksum.
    case plain
    /// The same, and everything decoded.
    case deep
  }

  /// Something that is not as it was.
  public struct Finding: Sendable {
    /// In a sentence: which file, what was found, what was expected.
    public let text: String
    /// What has to be made again; `nil` for what no receipt is about.
    public let unit: UnitName?
    /// A file that no receipt needs.
    let stray: String?
    /// A store whose own metadata are to be written again.
    let store: String?
    /// Whether it is about a store's own metadata.
    public var isOfStore: Bool { store != nil }
    /// Whether something is broken: not of what a killed run leaves behind, and of what can't be told.
    public let isProblem: Bool
    /// Whether `drop` leaves nothing of it.
    public let isRepairable: Bool

    init(
      _ text: String, unit: UnitName? = nil, stray: String? = nil, store: String? = nil,
      isProblem: Bool = true, isRepairable: Bool = true
    ) {
      self.text = text
      self.unit = unit
      self.stray = stray
      self.store = store
      self.isProblem = isProblem
      self.isRepairable = isRepairable
    }
  }

  public let folder: RunFolder
  public let journal: Journal
  public let look: Look
  private let journalDamage: [RecordLog.Finding]

  /// - Parameter journalDamage: what is wrong with the journal's file, or was before it was mended.
  public init(
    folder: RunFolder, journal: Journal, journalDamage: [RecordLog.Finding], look: Look
  ) {
    self.folder = folder
    self.journal = journal
    self.journalDamage = journalDamage
    self.look = look
  }

  /// Everything that is wrong.
  ///
  /// - Throws: `FileError` if the journal can't be read.
  public func findings() throws -> [Finding] {
    var findings = journalDamage.map { Finding("\(folder.journal): \(Self.sentence($0))") }
    var (stores, receiptedFolders): (Set<String>, Set<String>) = ([], [])
    var unnamed = Set(folder.results)
    let hasResults = !unnamed.isEmpty
    try journal.forEachReceipt { receipt in
      // The next run makes it again, whatever is there of it.
      let whole = UnitName(stage: receipt.unit.stage, group: receipt.unit.group)
      let isUnderWay = journal.isUnderWay(receipt.unit) || journal.isUnderWay(whole)
      let damage = receipt.files.compactMap { $0.damage(.full, below: journal.root) }
      // Says nothing against the labels: nothing of theirs is dropped for it.
      let noteOnScan = look == .deep ? noteOnScan(receipt) : nil
      if let noteOnScan {
        findings.append(Finding("\(receipt.unit): \(noteOnScan)", isProblem: false))
      }
      findings += problems(receipt, damage, comparesScan: noteOnScan == nil).map { text in
        isUnderWay
          ? Finding("\(text); a run that was killed was making it anew", isProblem: false)
          : Finding(text, unit: receipt.unit)
      }
      // What can't be read may be whole: nothing is dropped for it.
      findings += damage.filter(\.isUnreadable).map {
        Finding("\(receipt.unit): \($0)", isRepairable: false)
      }
      for file in receipt.files { unnamed.remove(file.path) }
      receiptedFolders.formUnion(receipt.files.map { FilePath.parent(of: $0.path) })
      for file in receipt.files where file.path.hasSuffix("/zarr.json") {
        let store = FilePath.parent(of: FilePath.parent(of: file.path))
        if store.hasSuffix(".zarr") { stores.insert("\(journal.root)/\(store)") }
      }
    }
    // No receipt is about a store itself: it is the same whatever is in it.
    findings += stores.sorted().filter { !ZarrGroup.isPlain($0) }.map { store in
      Finding(
        "\(store)/zarr.json is damaged or missing; without it the arrays beneath are no store",
        store: store)
    }
    findings += strayFiles.map {
      Finding(
        "\($0) was left by a run that was killed; it is of no use", stray: $0, isProblem: false)
    }
    findings += damagedRecords.map {
      Finding(
        "\($0) is no JSON any more; the next run writes it anew", stray: $0, isProblem: false)
    }
    findings += damagedTrainings(besides: receiptedFolders).map { problem, last in
      Finding("\(problem); that training can't go on from it", stray: last)
    }
    // A run's first entries are written before its first result.
    if journal.isNew, hasResults {
      findings.append(
        Finding(
          "\(folder.journal) is empty, though there are results beside it: it was not a run that "
            + "emptied it; the same command makes everything again", isRepairable: false))
    } else {
      findings += Self.notes(ofUnnamed: unnamed.sorted())
    }
    return findings
  }

  private static let mostUnnamed = 20

  /// What to say of results that no receipt names.
  private static func notes(ofUnnamed paths: [String]) -> [Finding] {
    let notes = paths.prefix(mostUnnamed).map { path in
      Finding(
        "no receipt names \(path): a run that was killed left it, or somebody put it there; no run decides "
          + "anything by it", isProblem: false)
    }
    let more = paths.count - notes.count
    return notes
      + (more > 0 ? [Finding("no receipt names \(more) more files", isProblem: false)] : [])
  }

  /// Takes back the receipts of what is broken and removes the files that are left of it.
  ///
  /// - Returns: how many units will be made again.
  public func drop(_ findings: [Finding]) throws -> Int {
    let files = LocalFileSystem()
    // What can't be dropped keeps nothing else from it.
    var failures: [any Error] = []
    func attempt(_ body: () throws -> Void) {
      do { try body() } catch { failures.append(error) }
    }
    for stray in findings.compactMap(\.stray) { attempt { try files.remove(stray) } }
    for store in findings.compactMap(\.store) {
      attempt { _ = try ZarrGroup.create(store, in: files) }
    }
    let units = Set(findings.compactMap(\.unit))
    // A table that is damaged is only written again; a part takes its whole along.
    let names = units.union(units.map { UnitName(stage: $0.stage, group: $0.group) })
    var paths = Set(names.flatMap { journal.receipt(of: $0)?.files.map(\.path) ?? [] })
    // Journals of before a stage's files could be another's may have two receipts of one file.
    try journal.forEachReceipt { receipt in
      if !names.contains(receipt.unit) { paths.subtract(receipt.files.map(\.path)) }
    }
    // Before the receipts, so that nothing is forgotten of which something is left.
    for path in paths.sorted() { attempt { try files.remove("\(journal.root)/\(path)") } }
    for name in names { attempt { try journal.void(name) } }
    // Whoever makes the unit again would stumble over the first of them.
    if let failure = failures.first { throw failure }
    return units.count
  }

  /// What is wrong with a unit.
  ///
  /// - Parameters:
  ///   - damage: of its files.
  ///   - comparesScan: whether its labels' scan is there and the one that was labelled.
  private func problems(
    _ receipt: Receipt, _ damage: [FileDamage], comparesScan: Bool
  ) -> [String] {
    var problems = damage.filter { !$0.isUnreadable }.map { "\(receipt.unit): \($0)" }
    let lost = receipt.partNumbers.first { part in
      let name = UnitName(stage: receipt.unit.stage, group: receipt.unit.group, part: part)
      return journal.receipt(of: name)?.key != receipt.key
    }
    if let lost { problems.append("\(receipt.unit): part \(lost) has no receipt of the same key") }
    guard look == .deep, damage.isEmpty, problems.isEmpty else { return problems }
    for file in receipt.files {
      let path = "\(journal.root)/\(file.path)"
      if path.hasSuffix("/zarr.json") {
        problems += decodeArray(FilePath.parent(of: path))
      } else if NIfTIFileName(path: path) != nil {
        let scan = comparesScan ? receipt.notes[RunTables.scanNote] : nil
        problems += LabelCheckOfVolume(path: path, scan: scan).problems
      }
    }
    return problems.map { "\(receipt.unit): \($0)" }
  }

  /// That the scan of a receipt's labels has changed, or is out of reach; `nil` if neither.
  private func noteOnScan(_ receipt: Receipt) -> String? {
    guard let scan = receipt.notes[RunTables.scanNote],
      receipt.files.contains(where: { NIfTIFileName(path: $0.path) != nil })
    else { return nil }
    do {
      let digest = try NIfTIVolume.files(of: scan).map(Digest.sha256).joined(separator: " ")
      if let made = receipt.inputs["image"], made != digest {
        return "\(scan) has changed since it was labelled; the same command labels it again"
      }
      _ = try NIfTIVolume.open(scan)
      return nil
    } catch {
      return "can't be compared with its scan: \(error)"
    }
  }

  private func decodeArray(_ path: String) -> [String] {
    do {
      return try ZarrArray(path: path).verify().map(\.description)
    } catch {
      return ["\(error)"]
    }
  }

  /// What is wrong with the files of trainings that have not ended, and the file that the next run would go
  /// on from.
  ///
  /// - Parameter finished: folders of those that have, of which receipts speak.
  private func damagedTrainings(
    besides finished: Set<String>
  ) -> [(problem: String, last: String)] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.allModels)) ?? []
    return names.sorted().map(folder.model)
      .filter { !finished.contains(FilePath.relative($0, to: folder.path)) }
      .map { TrainingFiles(folder: $0, files: LocalFileSystem()) }
      .flatMap { files in files.problems.map { ($0, files.last) } }
  }

  /// Files under a temporary name: nobody is writing now.
  private var strayFiles: [String] {
    let names = FileManager.default.enumerator(atPath: folder.path)
    var strays: [String] = []
    while let name = names?.nextObject() as? String {
      let last = FilePath.name(of: name)
      if last.hasPrefix("."), last.hasSuffix(".partial") { strays.append("\(folder.path)/\(name)") }
    }
    return strays.sorted()
  }

  /// The run's own records that can't be read: no receipt is about them.
  private var damagedRecords: [String] {
    let whole = [folder.description, folder.metrics, folder.status]
    let damaged = whole.filter { path in
      (try? FileContents.read(path)).map { !Self.isJSON($0) } ?? false
    }
    let lines =
      (try? FileContents.read(folder.quarantine))?.split(separator: UInt8(ascii: "\n")) ?? []
    return lines.allSatisfy { Self.isJSON(Array($0)) } ? damaged : damaged + [folder.quarantine]
  }

  private static func isJSON(_ bytes: [UInt8]) -> Bool {
    (try? JSONSerialization.jsonObject(with: Data(bytes))) != nil
  }

  private static func sentence(_ finding: RecordLog.Finding) -> String {
    switch finding {
    case .tornEnd(let offset, let bytes):
      "the last entry is not whole (\(bytes) bytes at \(offset)) and counts for nothing"
    case .damagedRecord(let line, let offset):
      "line \(line) (at byte \(offset)) is damaged; what it was about is made again"
    }
  }
}

/// Reads a label volume to its end and compares its grid with its scan's.
struct LabelCheckOfVolume {
  let path: String
  /// The scan's file; `nil` if the grids aren't to be compared.
  let scan: String?

  var problems: [String] {
    // The header of a pair names its image too.
    guard NIfTIFileName(path: path)?.kind != .image else { return [] }
    do {
      let labels = try NIfTIVolume.open(path)
      let reader = try SliceReader(labels, slicing: .stored)
      while try reader.nextLabels() != nil {}
      try reader.finish()
      // A scan that is out of reach or damaged is no fault of the labels.
      guard let scan, let volume = try? NIfTIVolume.open(scan) else { return [] }
      try volume.checkSameGrid(as: labels)
      return []
    } catch {
      return ["\(error)"]
    }
  }
}
