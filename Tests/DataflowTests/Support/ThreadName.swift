import Foundation

/// The name that the system knows the calling thread by.
func threadName() -> String {
  Thread.current.name ?? ""
}
