"""Others that find short walks. For measurements alone: none of them is needed to run Canvass."""

from collections.abc import Callable

import elkai
import fast_tsp
import numpy as np
from numpy.typing import NDArray
from ortools.constraint_solver import pywrapcp, routing_enums_pb2

Centimetres = NDArray[np.int64]
Solver = Callable[[Centimetres], list[int]]


def lkh(apart: Centimetres) -> list[int]:
    """Helsgaun's LKH (by elkai), one run: the best heuristic there is. Its licence allows research, no product."""
    return [int(at) for at in elkai.DistanceMatrix(apart.tolist()).solve_tsp(runs=1)[:-1]]


def or_tools(apart: Centimetres) -> list[int]:
    """Google's routing library: guided local search for ten times as long as we have."""
    n = len(apart)
    places = pywrapcp.RoutingIndexManager(n, 1, 0)
    model = pywrapcp.RoutingModel(places)
    rows = apart.tolist()
    metres = model.RegisterTransitMatrix(rows)
    model.SetArcCostEvaluatorOfAllVehicles(metres)
    wish = pywrapcp.DefaultRoutingSearchParameters()
    wish.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PATH_CHEAPEST_ARC
    wish.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    wish.time_limit.FromMilliseconds(20 if n < 100 else 200)
    found = model.SolveWithParameters(wish)
    order, at = [], model.Start(0)
    while not model.IsEnd(at):
        order.append(places.IndexToNode(at))
        at = found.Value(model.NextVar(at))
    return order


def fast(apart: Centimetres) -> list[int]:
    """fast-tsp (a local search in C++), which is told how long to search: as long as we have. It knows 16 bits."""
    short = (apart * min(1.0, 65_535 / max(int(apart.max()), 1))).astype(int).tolist()
    return [int(at) for at in fast_tsp.find_tour(short, duration_seconds=0.002 if len(apart) < 100 else 0.02)]


PEERS: dict[str, Solver] = {"lkh": lkh, "or_tools": or_tools, "fast_tsp": fast}
