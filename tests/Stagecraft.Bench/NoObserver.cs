using Stagecraft.Bootstrap;

namespace Stagecraft.Bench;

internal sealed class NoObserver : IBootstrapObserver;
