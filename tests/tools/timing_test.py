#!/usr/bin/env python3
"""tools/bench.d/timing.py: which turns count. The control loop and the host's steal are played here."""
import os
import sys
import unittest
from unittest import mock

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "tools", "bench.d"))
sys.dont_write_bytecode = True
import timing  # noqa: E402


def turns(runs, controls, seconds, steals=None):
    """timing.turns of one command whose runs take @seconds, on a host whose control loop takes @controls."""
    steals = steals or [0.0] * len(controls)
    with mock.patch.object(timing, "control", side_effect=controls), mock.patch.object(timing, "stolen", side_effect=steals):
        return timing.turns(runs, mock.Mock(side_effect=seconds))


class Turns(unittest.TestCase):
    def test_least_of_quiet_turns(self):
        self.assertEqual(turns(3, [1.0] * 6, [5.0, 4.0, 6.0]), ([4.0], 3, 3))

    def test_a_turn_in_which_the_control_loop_moved_by_4_percent_is_made_up_for(self):
        self.assertEqual(turns(2, [1.0, 1.04, 1.0, 1.02, 1.0, 1.0], [3.0, 5.0, 6.0]), ([5.0], 2, 3))

    def test_the_loop_may_become_faster_by_3_percent_and_no_more(self):
        self.assertEqual(turns(1, [1.04, 1.0, 1.0, 1.0], [3.0, 5.0]), ([5.0], 1, 2))

    def test_a_turn_with_steal_is_left_out(self):
        self.assertEqual(turns(1, [1.0] * 4, [3.0, 5.0], [0.0, 9.0, 9.0, 9.0]), ([5.0], 1, 2))

    def test_no_more_than_twice_the_turns(self):
        self.assertEqual(turns(2, [1.0, 1.5] * 4, [5.0, 4.0, 6.0, 7.0]), ([4.0], 0, 4))

    def test_commands_run_in_turns(self):
        order = []
        with mock.patch.object(timing, "control", return_value=1.0), mock.patch.object(timing, "stolen", return_value=0.0):
            timing.turns(2, lambda: order.append("a") or 1.0, lambda: order.append("b") or 1.0)
        self.assertEqual(order, ["a", "b", "a", "b"])


class Control(unittest.TestCase):
    def test_takes_time_and_the_host_tells_its_steal(self):
        self.assertGreater(timing.control(), 0.001)
        self.assertGreaterEqual(timing.stolen(), 0)


if __name__ == "__main__":
    unittest.main()
