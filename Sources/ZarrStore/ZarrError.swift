/// What can go wrong in reading or writing a Zarr store.
///
/// Each case carries the file, the thing, what was found and what was expected; `description`
/// puts that into a sentence.
public enum ZarrError: Error, Sendable, Hashable {
  /// A system call failed on `path` with the given `errno`.
  case io(operation: String, path: String, code: Int32)
  /// `file` isn't JSON: `reason` at a 1-based line and column.
  case json(file: String, line: Int, column: Int, reason: String)
  /// A key of `zarr.json` holds something that the format doesn't allow.
  case metadata(file: String, key: String, found: String, expected: String)
  /// A key of `zarr.json` asks for a feature this reader doesn't have.
  case unsupported(file: String, key: String, feature: String, supported: String)
  /// Stored bytes are damaged or missing.
  case damaged(ZarrProblem)
  /// A name that can't be a Zarr node's.
  case nodeName(name: String, reason: String)
  /// There is an array already where one was to be written.
  case exists(path: String)
  /// A request that the array can't fulfil.
  case request(path: String, asked: String, possible: String)
}

extension ZarrError: CustomStringConvertible {
  /// One line that names the file, what is wrong with it and what would be right.
  public var description: String {
    switch self {
    case .io(let operation, let path, let code):
      "\(path): cannot \(operation): \(systemMessage(code))"
    case .json(let file, let line, let column, let reason):
      "\(file):\(line):\(column): not valid JSON: \(reason)"
    case .metadata(let file, let key, let found, let expected):
      "\(file): \(key) is \(found), expected \(expected)"
    case .unsupported(let file, let key, let feature, let supported):
      "\(file): \(key) asks for \(feature), which is not supported; supported: \(supported)"
    case .damaged(let problem):
      problem.description
    case .nodeName(let name, let reason):
      "\"\(name)\" cannot name a Zarr array or group: \(reason); rename the case"
    case .exists(let path):
      "\(path): an array is there already; choose another place or ask for it to be replaced"
    case .request(let path, let asked, let possible):
      "\(path): asked for \(asked), possible is \(possible)"
    }
  }
}
