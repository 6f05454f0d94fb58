import Foundation

/// Chooses cases by patterns of their ids.
enum CaseFilter {
  /// Whether `id` matches one of `include` (or there are none) and none of `exclude`.
  static func accepts(_ id: String, _ options: DatasetOptions) -> Bool {
    func matches(_ pattern: String) -> Bool { fnmatch(pattern, id, 0) == 0 }
    guard options.include.isEmpty || options.include.contains(where: matches) else { return false }
    return !options.exclude.contains(where: matches)
  }
}
