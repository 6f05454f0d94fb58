internal import DurableFiles
import Foundation

/// What is wrong with a scan, a label volume or the description of a dataset on disk.
///
/// `description` is one sentence or two for a person: the file, what was found, what was expected and
/// what to do. Programs switch over `problem`.
public struct VolumeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file or folder concerned, as it was given.
  public let file: String
  public let problem: Problem

  public init(file: String, _ problem: Problem) {
    self.file = file
    self.problem = problem
  }

  /// The failure of the system call that has just returned.
  static func lastCall(on path: String) -> VolumeError {
    VolumeError(file: path, .unreadable(reason: lastSystemError(), code: errno))
  }

  /// Whether reading again may succeed in a while: a disk that hiccupped, a network file system that
  /// did not answer.
  public var mayPass: Bool {
    guard case .unreadable(_, let code) = problem else { return false }
    return FileError("read", file, code: code).mayPass
  }

  public enum Problem: Equatable, Sendable {
    /// The operating system refused to open or read the file; its number for the reason, 0 if it has
    /// none.
    case unreadable(reason: String, code: Int32 = 0)
    /// The first bytes are no NIfTI header.
    case notNIfTI(found: String)
    /// A field of the header holds something impossible.
    case badHeader(field: String, found: String, expected: String)
    /// More than one volume, or several components per voxel; `axis` counts from 1.
    case notOneVolume(axis: Int, count: Int)
    /// A voxel type that isn't one real number.
    case unsupportedType(name: String, code: Int)
    /// The header promises more voxels than the file can hold.
    case sizesLie(needed: Int, available: Int, file: String)
    /// The other file of a `.hdr`/`.img` pair isn't there.
    case missingPartner(expected: [String])
    /// The file ends before its last voxel.
    case truncated(found: Int, expected: Int)
    /// The gzip stream can't be decompressed, or its checksum is wrong.
    case corruptGzip(detail: String)
    /// A label voxel that is no whole number between 0 and 65535.
    case notALabel(value: Double, voxel: VoxelIndex)
    /// A label value that the dataset doesn't declare.
    case undeclaredLabel(value: Int, slice: Int, row: Int, column: Int, declared: [Int])
    /// Image and label volumes don't lie on the same grid.
    case gridsDiffer(image: String, label: String, labelFile: String, difference: String)
    /// Memory that the system didn't give.
    case outOfMemory(bytes: Int)
    /// A slice out of range, or asked for after a later one of a stream that only runs forwards.
    case sliceOutOfOrder(slice: Int, allowed: Range<Int>)
    /// A plane or a label that doesn't fit the volume being written.
    case doesNotFit(found: String, expected: String)
    /// A JSON file that isn't one, or that lacks what it should say.
    case json(line: Int, reason: String)
    /// A path that is no dataset.
    case notADataset(reason: String)
    /// Files that a dataset names and that aren't there.
    case missingFiles([String])
    /// Two cases that would have the same name.
    case duplicateCase(id: String, first: String, second: String)
    /// The patterns left no case.
    case noCases(reason: String)
  }

  public var description: String {
    if case .json(let line, let reason) = problem { return "\(file):\(line): \(reason)" }
    return "\(file): \(problem.sentence)"
  }
}

extension VolumeError.Problem {
  fileprivate var sentence: String {
    switch self {
    case .unreadable(let reason, _): "cannot be read: \(reason)"
    case .notNIfTI(let found):
      "is not a NIfTI-1 or NIfTI-2 file: \(found); convert the scan to .nii.gz"
    case .badHeader(let field, let found, let expected):
      "header field \(field) is \(found), expected \(expected); the header is damaged"
    case .notOneVolume(let axis, let count):
      axis == 4
        ? "4-D: has \(count) time points; give a single volume"
        : "\(axis)-D: has \(count) components along axis \(axis); give a single volume"
    case .unsupportedType(let name, let code):
      "voxels are \(name) (datatype \(code)); "
        + "expected one integer or float32/float64 per voxel: convert the scan"
    case .sizesLie(let needed, let available, let file):
      "the header promises \(needed) bytes of voxels and offset, "
        + "but \(file) can hold at most \(available); the file is cut short or its header is wrong"
    case .missingPartner(let expected):
      "is half of a .hdr/.img pair; the other half is missing: expected "
        + expected.joined(separator: " or ")
    case .truncated(let found, let expected):
      "ends after \(found) of \(expected) bytes; the file is cut short, or its header is wrong: copy it again"
    case .corruptGzip(let detail):
      "the gzip stream is damaged (\(detail)); copy the file again"
    case .notALabel(let value, let voxel):
      "voxel \(voxel) holds \(value), which is no label: expected whole numbers from 0 to 65535"
    case .undeclaredLabel(let value, let slice, let row, let column, let declared):
      "label \(value) at slice \(slice), row \(row), column \(column) is not declared; the dataset "
        + "declares \(declared.map(String.init).joined(separator: ", "))"
    case .gridsDiffer(let image, let label, let labelFile, let difference):
      "image and label lie on different grids (\(difference)): the image has \(image), "
        + "the label \(labelFile) has \(label); resample the label onto the image"
    case .outOfMemory(let bytes): "\(bytes) bytes of memory were refused by the system"
    case .sliceOutOfOrder(let slice, let allowed):
      "slice \(slice) was asked for, but only slices \(allowed.lowerBound)..<\(allowed.upperBound) "
        + "can come now: slices stream in order"
    case .doesNotFit(let found, let expected): "\(found) doesn't fit; expected \(expected)"
    case .json(_, let reason): reason
    case .notADataset(let reason): reason
    case .missingFiles(let files):
      "\(files.count) \(files.count == 1 ? "file is" : "files are") missing: "
        + files.prefix(10).joined(separator: ", ")
        + (files.count > 10 ? " and \(files.count - 10) more" : "")
        + "; restore them, take them off the dataset's list, or go on without them, where a command has "
        + "--allow-missing (in a graph, allow-missing)"
    case .duplicateCase(let id, let first, let second) where first == second:
      "case \(id) is listed twice (\(first)); take one of the entries out"
    case .duplicateCase(let id, let first, let second):
      "two cases are called \(id): \(first) and \(second); rename one"
    case .noCases(let reason): reason
    }
  }
}
