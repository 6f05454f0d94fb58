/// Two stages of a graph that write the same file: neither's could be relied on.
struct SharedOutput: Error, NaturedError, CustomStringConvertible {
  let stage: String
  let other: String
  let group: String

  var nature: ErrorNature { .ofTheRun }

  var description: String {
    "it writes the same files for \(group) as stage \"\(other)\"; give one of the two a prefix, store "
      + "or name of its own, and run again"
  }
}
