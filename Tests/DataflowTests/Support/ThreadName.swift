import Foundation

/// The name of the thread that runs the caller.
func threadName() -> String {
  Thread.current.name ?? ""
}
