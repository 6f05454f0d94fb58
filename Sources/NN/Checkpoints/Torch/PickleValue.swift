/// A value that a pickle builds. Containers are positions in the machine's heap, so that cycles
/// and deep nesting cost no recursion here.
enum PickleValue {
  case none
  case bool(Bool)
  case int(Int)
  case float(Double)
  case text(String)
  case bytes
  case tuple(Int)
  case list(Int)
  /// A dictionary, ordered or not; its heap cell alternates keys and values.
  case dictionary(Int)
  case global(PickleGlobal)
  case storage(Int)
  case tensor(Int)

  /// What to call it in an error.
  var kind: String {
    switch self {
    case .none: "None"
    case .bool: "a bool"
    case .int: "an int"
    case .float: "a float"
    case .text: "a str"
    case .bytes: "bytes"
    case .tuple: "a tuple"
    case .list: "a list"
    case .dictionary: "a dict"
    case .global(let global): global.qualifiedName
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}
