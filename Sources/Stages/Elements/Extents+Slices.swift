import Dataflow

/// The names under which the stages know the sizes of a case's items.
extension Extents {
  /// A slice's rows.
  var rows: Int { self["rows"] }
  /// A slice's columns.
  var columns: Int { self["columns"] }
  /// A slice's pixels.
  var pixels: Int { rows * columns }
  /// How many slices the case has.
  var slices: Int { self["slices"] }
  /// How many cases the slices are of; 1 where no stage has said so.
  var cases: Int { max(1, self["cases"]) }
  /// Bytes of one slice's embedding; 0 where none is made.
  var embeddingBytes: Int { self["embedding-bytes"] }
  /// The distance of two slices in micrometres.
  var sliceSpacing: Int { self["slice-spacing"] }
  var rowSpacing: Int { self["row-spacing"] }
  var columnSpacing: Int { self["column-spacing"] }
  /// Bytes of the volumes that must be read whole, because their slices don't follow each other.
  var readWhole: Int { self["read-whole"] }
  /// Pixels of a slice on the scan's own grid, whatever the slices were resampled to.
  var scanPixels: Int { self["scan-pixels"] }
  /// How many sets of prompts each slice has; 1 where no stage has said so.
  var promptSets: Int { max(1, self["prompt-sets"]) }
  /// The most prompts of a set on one slice.
  var promptsInSet: Int { self["prompts-in-set"] }
  /// Bytes of a label volume that must be held whole for the same reason, for each set of prompts.
  var writtenWhole: Int { self["written-whole"] }
}
