/// Names of arrays and groups within a store (Zarr v3 core, "Node names").
public enum NodeName {
  /// Returns `name` if an array or group may have it, or throws `ZarrError.nodeName`.
  ///
  /// Refused are the empty name, names of dots alone, names with a slash or control character,
  /// names that begin with `__`, which the format keeps for itself, and `zarr.json`.
  @discardableResult
  public static func checked(_ name: String) throws -> String {
    func refuse(_ reason: String) -> ZarrError { .nodeName(name: name, reason: reason) }
    if name.isEmpty { throw refuse("it is empty") }
    if name.utf8.allSatisfy({ $0 == UInt8(ascii: ".") }) { throw refuse("it is dots alone") }
    if name.hasPrefix("__") { throw refuse("names with __ in front are the format's own") }
    if name.utf8.contains(UInt8(ascii: "/")) { throw refuse("it contains a slash") }
    if name.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) {
      throw refuse("it contains a control character")
    }
    if name == "zarr.json" { throw refuse("that is the metadata's file") }
    if name.utf8.count > 255 { throw refuse("it is longer than 255 bytes") }
    return name
  }
}
