import Dataflow
import DurableFiles

extension FuzzTarget {
  /// A run's journal, as a killed process or a failing disk may leave it.
  static let journal = FuzzTarget("journal", refusing: FileError.self) { input in
    let path = try input.file("journal")
    let journal = try Journal(path: path, root: input.folder)
    var receipts: [Receipt] = []
    try journal.forEachReceipt { receipts.append($0) }
    for receipt in receipts {
      _ = journal.receipt(of: receipt.unit)
      for file in receipt.files { _ = file.damage(.quick, below: "\(input.folder)/none") }
    }
    // A torn end is cut off once: what is left is opened as it is.
    let again = try Journal(path: path, root: input.folder)
    var later: [Receipt] = []
    try again.forEachReceipt { later.append($0) }
    try FuzzFinding.require(later == receipts, "a journal reads the same the second time")
  }
}
